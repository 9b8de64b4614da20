import { levelOfSyslog } from '../fields/level.js';
import type { FieldValue } from '../parsed-log.js';
import { matchIsoStamp } from '../time/match-iso-stamp.js';
import { captured, presentFields, presentTexts } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const HEADER = /^<(\d{1,3})>1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /;
const ELEMENT = /\[([^\s=\]"]{1,32})/y;
const PARAMETER = / ([^\s=\]"]{1,32})="((?:[^"\\\]]|\\.)*)"/y;
const LAST_PRIORITY = 191;

/** Syslog as RFC 5424 has it, structured data included; a `-` stands for nothing. */
export const readSyslog5424: LineReader = (line) => {
  const header = HEADER.exec(line);
  if (header === null || Number(header[1]) > LAST_PRIORITY) return undefined;
  const [all, priority, time = '', host, app, process, messageId] = header;
  const found = time === '-' ? undefined : matchIsoStamp(time, 0);
  if (time !== '-' && found?.end !== time.length) return undefined;
  return {
    stamp: found?.stamp,
    level: levelOfSyslog(Number(priority) % 8),
    texts: presentTexts({ 'host.name': host, 'service.name': app }),
    fields: new Map([
      ...presentFields({
        'process.pid': /^\d+$/.test(process ?? '') ? captured(process) : process,
        'log.syslog.facility.code': Math.floor(Number(priority) / 8),
        'log.syslog.msgid': messageId,
      }),
      ...structuredData(line, all.length),
    ]),
  };
};

/** `[id name="value" …]…` as `id.name`; stops at the first thing that is malformed. */
function structuredData(line: string, start: number): Map<string, FieldValue> {
  const fields = new Map<string, FieldValue>();
  let at = start;
  for (;;) {
    ELEMENT.lastIndex = at;
    const element = ELEMENT.exec(line);
    if (element === null) return fields;
    at += element[0].length;
    for (;;) {
      PARAMETER.lastIndex = at;
      const parameter = PARAMETER.exec(line);
      if (parameter === null) break;
      fields.set(
        `${element[1] ?? ''}.${parameter[1] ?? ''}`,
        (parameter[2] ?? '').replace(/\\(["\\\]])/g, '$1'),
      );
      at += parameter[0].length;
    }
    if (line[at] !== ']') return fields;
    at++;
  }
}
