import { levelOfWord } from '../fields/level.js';
import type { Level } from '../fields/level.js';
import { stampOfCivilTime } from '../time/civil-time.js';
import { monthNumber } from '../time/month-number.js';
import { captured, presentFields } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const HEADER =
  /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})\](?: \[(?:([\w-]{0,64}):)?([a-z0-9]{1,16})\])?(?: \[pid (\d{1,19})(?::tid (\d{1,20}))?\])?(?: \[client ([^\]\s]{1,128})\])?/;

/** Apache's error log, 1.3 to 2.4: `[Sun Dec 04 04:47:44 2005] [notice] …`, with module, process and client. */
export const readApacheError: LineReader = (line, hints) => {
  const match = HEADER.exec(line);
  if (match === null) return undefined;
  const stamp = stampOfCivilTime({
    year: Number(match[7]),
    month: monthNumber(match[1] ?? ''),
    day: Number(match[2]),
    hour: Number(match[3]),
    minute: Number(match[4]),
    second: Number(match[5]),
    fraction: match[6],
    offsetMinutes: hints.utcOffsetMinutes ?? 0,
  });
  if (stamp === undefined) return undefined;
  return {
    stamp,
    level: match[9] === undefined ? undefined : levelOfApache(match[9]),
    texts: {},
    fields: presentFields({
      'apache.module': match[8],
      'process.pid': captured(match[10]),
      'process.thread.id': captured(match[11]),
      'client.address': match[12],
    }),
  };
};

/** `trace1` to `trace8` are one level to everybody else. */
function levelOfApache(word: string): Level {
  return { level: word, severity: levelOfWord(word.replace(/^trace\d$/, 'trace')).severity };
}
