import { ProblemError } from '@millrace/http';
import { expandRecord } from '@millrace/intake';
import { BOUNDS } from '@millrace/schemas';
import type { LogOrigin, OriginatedLog } from '../log-origin.js';

/** Shortest log with its separator, bytes: `{}` and a line feed. A body within this many cannot hold too many logs. */
const SHORTEST_LOG_BYTES = 3;

/**
 * The logs of a request body, lazily. Throws `too-large` before the first when there are more than
 * `BOUNDS.logsPerRecord`: refused as a whole, a sender can split it. A blank body holds none.
 */
export function requestLogs(body: Buffer, mediaType: string, origin: LogOrigin): Iterable<OriginatedLog> {
  if (body.length > SHORTEST_LOG_BYTES * BOUNDS.logsPerRecord) refuseTooMany(body, mediaType);
  return originated(body, mediaType, origin);
}

function refuseTooMany(body: Buffer, mediaType: string): void {
  for (const { index } of expandRecord(body, mediaType)) {
    if (index < BOUNDS.logsPerRecord) continue;
    throw new ProblemError('too-large', `A request may hold at most ${BOUNDS.logsPerRecord} logs.`);
  }
}

function* originated(body: Buffer, mediaType: string, origin: LogOrigin): Generator<OriginatedLog> {
  for (const raw of expandRecord(body, mediaType)) {
    if (!raw.ok && raw.code === 'empty-record') return;
    yield { origin, raw, part: raw.index };
  }
}
