import { levelOfWord } from '../fields/level.js';
import type { Level } from '../fields/level.js';
import { parseAsctime } from '../time/parse-asctime.js';
import { captured, presentFields } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const HEADER =
  /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [\d :.]{15,28})\](?: \[(?:([\w-]{0,64}):)?([a-z0-9]{1,16})\])?(?: \[pid (\d{1,19})(?::tid (\d{1,20}))?\])?(?: \[client ([^\]\s]{1,128})\])?/;

/** Apache's error log, 1.3 to 2.4: `[Sun Dec 04 04:47:44 2005] [notice] …`, with module, process and client. */
export const readApacheError: LineReader = (line, hints) => {
  const match = HEADER.exec(line);
  if (match === null) return undefined;
  const [, time = '', module, level, pid, tid, client] = match;
  const stamp = parseAsctime(time, hints.utcOffsetMinutes);
  if (stamp?.kind !== 'instant') return undefined;
  return {
    stamp,
    level: level === undefined ? undefined : levelOfApache(level),
    texts: {},
    fields: presentFields({
      'apache.module': module,
      'process.pid': captured(pid),
      'process.thread.id': captured(tid),
      'client.address': client,
    }),
  };
};

/** `trace1` to `trace8` are one level to everybody else. */
function levelOfApache(word: string): Level {
  return { level: word, severity: levelOfWord(word.replace(/^trace\d$/, 'trace')).severity };
}
