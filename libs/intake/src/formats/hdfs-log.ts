import { isLevelWord, levelOfWord } from '../fields/level.js';
import { stampOfCivilTime } from '../time/civil-time.js';
import { captured, presentFields, presentTexts } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const HEADER =
  /^(\d\d)(\d\d)(\d\d) (\d\d)(\d\d)(\d\d) (?:(\d{1,19}) )?([A-Z]{4,9}) (?:([\w.$-]{1,255})(?=:))?/;
/** Two-digit years from here on are of the last century; the rule of POSIX moved to the epoch's start. */
const FIRST_YEAR_OF_1900S = 70;

/** Hadoop's compact form: `081109 203615 148 INFO dfs.DataNode$PacketResponder: …`. */
export const readHdfsLog: LineReader = (line, hints) => {
  const match = HEADER.exec(line);
  if (match === null || !isLevelWord(match[8] ?? '')) return undefined;
  const stamp = stampOfCivilTime({
    year: fullYear(Number(match[1])),
    month: Number(match[2]),
    day: Number(match[3]),
    hour: Number(match[4]),
    minute: Number(match[5]),
    second: Number(match[6]),
    offsetMinutes: hints.utcOffsetMinutes ?? 0,
  });
  if (stamp === undefined) return undefined;
  return {
    stamp,
    level: levelOfWord(match[8] ?? ''),
    texts: presentTexts({ 'log.logger': match[9] }),
    fields: presentFields({ 'process.thread.id': captured(match[7]) }),
  };
};

function fullYear(twoDigits: number): number {
  return twoDigits + (twoDigits >= FIRST_YEAR_OF_1900S ? 1900 : 2000);
}
