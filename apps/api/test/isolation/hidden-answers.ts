import type { RawAnswer, RawRequest } from '../fuzz/raw-request.js';
import type { TwoTenants } from './two-tenants.js';

/** Members that differ from answer to answer whatever is asked. */
const PASSING =
  /"(?:tookMs|asOf|upTo|tailCursor|requestId|keyId|key|ticket|createdAt|expiresAt|cursor|retryInMs)":(?:"[^"]*"|\d+|null)/g;

/** Of what a request made: it is another each time. */
const MADE = /"(?:id|name|changedAt)":"[^"]*"/g;

/**
 * An answer without what passes and without the thing that was named, so that two can be compared. `isMade`: the request
 * made something.
 */
export function comparable({ status, headers, text }: RawAnswer, named: string, isMade = false): string {
  const type = headers['content-type'] ?? '';
  // A stream says of each log where it is in the tail it was told to go on with.
  const [place = ''] = named.split('~');
  const shown = [named, encodeURIComponent(named), JSON.stringify(named).slice(1, -1), place].reduce(
    (rest, spelling) => rest.replaceAll(spelling, '<named>'),
    text,
  );
  const kept = isMade ? shown.replaceAll(MADE, '"made":0') : shown;
  return `${String(status)} ${type}\n${kept.replaceAll(PASSING, (member) => `${member.slice(0, member.indexOf(':'))}:0`)}`;
}

/** Words of the other tenant in an answer, beside those that were in the request; empty: nothing leaked. */
export function leaks(
  answer: RawAnswer,
  { other }: TwoTenants,
  { target, headers, body = '' }: RawRequest,
): readonly string[] {
  const asked = `${decoded(target)} ${JSON.stringify(headers)} ${String(body)}`;
  const said = `${JSON.stringify(answer.headers)} ${answer.text}`;
  const secrets = [
    other.word,
    other.name,
    ...other.logIds,
    ...other.groupIds,
    ...other.letterIds,
    ...other.keyIds,
    ...other.searchIds,
  ];
  // What the request said itself may come back; what it did not say is known only to the other tenant.
  return secrets.filter((secret) => said.includes(secret) && !asked.includes(secret));
}

function decoded(target: string): string {
  return decodeURIComponent(target.replaceAll('+', ' '));
}
