import { levelOfWord } from '../fields/level.js';
import { stampOfCivilTime } from '../time/civil-time.js';
import { captured, presentFields } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const HEADER =
  /^([IWEF])(\d{4})?(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{1,9}) {1,8}(\d{1,19}) ([\w./-]{1,255}):(\d{1,9})\]/;
const LEVELS: Readonly<Record<string, string>> = { I: 'info', W: 'warning', E: 'error', F: 'fatal' };

/** glog and klog (Kubernetes): `I1121 12:00:00.123456    1234 server.go:42] …`; older ones have no year. */
export const readKlog: LineReader = (line, hints) => {
  const match = HEADER.exec(line);
  if (match === null) return undefined;
  const stamp = stampOfCivilTime({
    ...(match[2] === undefined ? {} : { year: Number(match[2]) }),
    month: Number(match[3]),
    day: Number(match[4]),
    hour: Number(match[5]),
    minute: Number(match[6]),
    second: Number(match[7]),
    fraction: match[8],
    offsetMinutes: hints.utcOffsetMinutes ?? 0,
  });
  if (stamp === undefined) return undefined;
  return {
    stamp,
    level: levelOfWord(LEVELS[match[1] ?? ''] ?? ''),
    texts: {},
    fields: presentFields({
      'process.thread.id': captured(match[9]),
      'log.origin.file.name': match[10],
      'log.origin.file.line': captured(match[11]),
    }),
  };
};
