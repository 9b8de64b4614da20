import { isLevelWord, levelOfSyslog } from '../fields/level.js';
import { matchIsoStamp } from '../time/match-iso-stamp.js';
import { parseAsctime } from '../time/parse-asctime.js';
import type { Stamp } from '../time/stamp.js';
import { levelPrefix } from './level-prefix.js';
import { captured, presentFields, presentTexts } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const PRIORITY = /^<(\d{1,3})>/;
const BSD_STAMP = /[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})?/y;
/** ` host tag[pid]: ` or ` host tag: `. */
const SOURCE = / ([\w.:-]{1,255}) ([\w./@-]{1,128})(?:\[(\d{1,19})\])?: ?/y;
const LAST_PRIORITY = 191;

/**
 * BSD syslog (RFC 3164), with or without its priority, as files and sockets have it: `Dec 10 06:55:46 LabSZ
 * sshd[24200]: …`, and the same with an ISO stamp as rsyslog writes it. Its stamp has no year.
 */
export const readSyslog3164: LineReader = (line, hints) => {
  const priority = PRIORITY.exec(line);
  const start = priority?.[0].length ?? 0;
  const found = stampAt(line, start, hints.utcOffsetMinutes ?? 0);
  if (found === undefined) return undefined;
  SOURCE.lastIndex = found.end;
  const source = SOURCE.exec(line);
  if (source === null || isLevelWord(source[1] ?? '')) return undefined;
  const [all, host, tag, pid] = source;
  if (found.stamp.kind === 'instant' && pid === undefined && priority === null) return undefined;
  const code = priority ? Number(priority[1]) : undefined;
  const isPriority = code !== undefined && code <= LAST_PRIORITY;
  return {
    stamp: found.stamp,
    level:
      (isPriority ? levelOfSyslog(code % 8) : undefined) ?? levelPrefix(line.slice(found.end + all.length)),
    texts: presentTexts({ 'host.name': host, 'service.name': tag }),
    fields: presentFields({
      'process.pid': captured(pid),
      'log.syslog.facility.code': isPriority ? Math.floor(code / 8) : undefined,
    }),
  };
};

function stampAt(line: string, at: number, offsetMinutes: number): { stamp: Stamp; end: number } | undefined {
  BSD_STAMP.lastIndex = at;
  const match = BSD_STAMP.exec(line);
  if (match === null) return matchIsoStamp(line, at, offsetMinutes);
  const stamp = parseAsctime(match[0], offsetMinutes);
  return stamp && { stamp, end: at + match[0].length };
}
