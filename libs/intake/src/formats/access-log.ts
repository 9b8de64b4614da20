import { parseStamp } from '../time/parse-stamp.js';
import { captured, presentFields } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const LINE =
  /^([\w.:-]{1,255}) (\S{1,255}) (\S{1,255}) \[([^\]]{20,40})\] "(?:([A-Z]{3,16}) )?([^"\\]*(?:\\.[^"\\]*)*?)(?: HTTP\/(\d(?:\.\d)?))?" (\d{3}) (\d{1,15}|-)(?: "([^"\\]*(?:\\.[^"\\]*)*)" "([^"\\]*(?:\\.[^"\\]*)*)")?/;

/**
 * Access logs of Apache and nginx, common and combined. They state no level, and none is made up from the status;
 * `status >= 500` is a search on `http.response.status_code`.
 */
export const readAccessLog: LineReader = (line, hints) => {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const stamp = parseStamp(match[4] ?? '', hints.utcOffsetMinutes);
  if (stamp === undefined) return undefined;
  return {
    stamp,
    texts: {},
    fields: presentFields({
      'client.address': match[1],
      'user.name': match[3],
      'http.request.method': match[5],
      'url.original': match[6],
      'http.version': match[7],
      'http.response.status_code': captured(match[8]),
      'http.response.body.bytes': match[9] === '-' ? undefined : captured(match[9]),
      'http.request.referrer': match[10],
      'user_agent.original': match[11],
    }),
  };
};
