import { isLevelWord, levelOfWord } from '../fields/level.js';
import type { Level } from '../fields/level.js';
import { matchIsoStamp } from '../time/match-iso-stamp.js';
import { captured, presentFields, presentTexts } from './line-reading.js';
import type { LineReader } from './line-reading.js';

/** OpenStack's collected files have the file's name before the stamp. */
const FILE_NAME = /^[\w./:-]{1,160} (?=\d{4}-\d\d-\d\d[ T]\d\d:)/;
const HEAD_CHARACTERS = 320;
const HEADER_TOKENS = 7;
/** What may stand before the level: process and thread numbers, bracketed names, dashes, a dotted logger. */
const HEADER_TOKEN = /^(?:\d+(?:#\d+:)?|[[(].*[\])]|-+|\||\d+\.\d+|[\w$-]+(?:\.[\w$-]+)+)$/;
const LOGGER = /^([\w$-]+(?:\.[\w$-]+)+|[\w.$-]+(?=:$)):?$/;

/**
 * Lines that begin with an ISO date and time, in brackets or after a file's name. The level is the first word of
 * the header that names one as loggers write it: in capitals, in brackets, or before a colon or bar.
 */
export const readIsoText: LineReader = (line, hints) => {
  const prefix = FILE_NAME.exec(line)?.[0].length ?? 0;
  const bracket = line[prefix] === '[' ? 1 : 0;
  const found = matchIsoStamp(line, prefix + bracket, hints.utcOffsetMinutes);
  if (found === undefined) return undefined;
  const head = line.slice(found.end, found.end + HEAD_CHARACTERS).replace(/^[\]:,|]+/, '');
  const header = readHeader(head.split(/\s+/, HEADER_TOKENS + 1).filter((token) => token !== ''));
  return {
    stamp: found.stamp,
    level: header.level,
    texts: presentTexts({ 'log.logger': header.logger }),
    fields: presentFields({
      'process.pid': captured(header.pid),
      'log.file.name': prefix === 0 ? undefined : line.slice(0, prefix - 1),
    }),
  };
};

interface Header {
  level?: Level;
  logger?: string;
  pid?: string;
}

function readHeader(tokens: readonly string[]): Header {
  const header: Header = {};
  for (const [at, token] of tokens.entries()) {
    const level = levelOfToken(token, tokens[at + 1]);
    if (level !== undefined) {
      header.level = level;
      const after = tokens.slice(at + 1).find((next) => !/^(?:-+|\||\d+|\[.*\])$/.test(next));
      const logger = header.logger ?? LOGGER.exec(after ?? '')?.[1];
      if (logger !== undefined) header.logger = logger;
      return header;
    }
    if (!HEADER_TOKEN.test(token) && tokens[at + 1] !== '-') break;
    if (/^\d{1,10}$/.test(token)) header.pid ??= token;
    else if (LOGGER.test(token) && !/^[\d.]+$/.test(token)) header.logger ??= token;
  }
  // Without a level there is no telling a header from a message.
  return {};
}

function levelOfToken(token: string, next: string | undefined): Level | undefined {
  const word = /^[[(<]?([A-Za-z]{3,13})[\])>]?[:|]?$/.exec(token)?.[1];
  if (word === undefined || !isLevelWord(word)) return undefined;
  const isMarked = token.length > word.length || next === '|' || next === '-';
  return isMarked || word === word.toUpperCase() ? levelOfWord(word) : undefined;
}
