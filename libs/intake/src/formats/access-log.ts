import { parseStamp } from '../time/parse-stamp.js';
import { captured, presentFields } from './line-reading.js';
import type { LineReader } from './line-reading.js';

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
/** Address, identity, user, [time], "request", status, bytes, and in the combined form "referrer" "agent". */
const LINE = new RegExp(
  String.raw`^([\w.:-]{1,255}) \S{1,255} (\S{1,255}) \[([^\]]{20,40})\] ${QUOTED} (\d{3}) (\d{1,15}|-)(?: ${QUOTED} ${QUOTED})?`,
);
const REQUEST = /^([A-Z]{3,16}) (\S+)(?: HTTP\/(\d(?:\.\d)?))?$/;

/**
 * Access logs of Apache and nginx, common and combined. They state no level, and none is made up from the status;
 * `status >= 500` is a search on `http.response.status_code`.
 */
export const readAccessLog: LineReader = (line, hints) => {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [, address, user, time = '', request = '', status, bytes, referrer, agent] = match;
  const stamp = parseStamp(time, hints.utcOffsetMinutes);
  if (stamp === undefined) return undefined;
  const [, method, url = request, version] = REQUEST.exec(request) ?? [];
  return {
    stamp,
    texts: {},
    fields: presentFields({
      'client.address': address,
      'user.name': user,
      'http.request.method': method,
      'url.original': url,
      'http.version': version,
      'http.response.status_code': captured(status),
      'http.response.body.bytes': bytes === '-' ? undefined : captured(bytes),
      'http.request.referrer': referrer,
      'user_agent.original': agent,
    }),
  };
};
