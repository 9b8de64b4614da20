import { ProblemError } from '@millrace/http';
import { positionToken, readPositionToken } from '../walk/log-position.js';
import type { LogPosition } from '../walk/log-position.js';

/** Where a stream goes on: behind a log that was found, at a cursor of the tail, or first the one and then the other. */
export interface StreamPlace {
  readonly after?: LogPosition;
  /** Only in a stream that goes live. */
  readonly cursor?: string;
}

const SEPARATOR = '~';
/** A cursor is base64url; the place of a log begins with a time, which has colons. */
const WITH_CURSOR = /^([\w-]{1,4096})~(.*)$/s;

/** A place as the id of an event: `<position>`, `<cursor>~<position>` or `<cursor>~`. */
export function placeToken({ after, cursor }: StreamPlace): string {
  const position = after === undefined ? '' : positionToken(after);
  return cursor === undefined ? position : `${cursor}${SEPARATOR}${position}`;
}

/** What {@link placeToken} made, for a stream that is live or not. Throws the problem `invalid-request`. */
export function readPlaceToken(token: string, isLive: boolean, header: string): StreamPlace {
  const [, cursor, position = ''] = WITH_CURSOR.exec(token) ?? [];
  if (cursor === undefined) return { after: readPositionToken(token, header) };
  if (!isLive)
    throw new ProblemError('invalid-request', `${header}: it is of a live stream, expected live=true`);
  return { cursor, ...(position !== '' && { after: readPositionToken(position, header) }) };
}
