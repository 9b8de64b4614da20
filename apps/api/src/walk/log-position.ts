import { ProblemError } from '@millrace/http';
import { BOUNDS, TIMESTAMP_PATTERN } from '@millrace/schemas';

/**
 * A place in the order of a tenant's logs: by event time, then by `event.id`. No two logs share one, and it outlives
 * every view of the index, since both parts stand in the log itself.
 */
export interface LogPosition {
  /** `@timestamp`. */
  readonly time: string;
  /** `event.id`. */
  readonly eventId: string;
}

/** Times the index can hold; nanoseconds since 1970 in 63 bits. */
const EARLIEST = '1970';
const LATEST = '2262';
const EXPECTED = 'the @timestamp and the event.id of a log with a comma between them';

/** Where a log stands. */
export function positionOf(log: Readonly<Record<string, unknown>>): LogPosition {
  return { time: String(log['@timestamp']), eventId: String(log['event.id']) };
}

/** A position as users write it: `2026-11-21T12:00:00.000000000Z,<event.id>`. Throws the problem `invalid-request`. */
export function readPosition(text: string, parameter: string): LogPosition {
  const comma = text.indexOf(',');
  const position = { time: text.slice(0, comma), eventId: text.slice(comma + 1) };
  if (isTime(position.time) && isEventId(position.eventId)) return position;
  throw new ProblemError(
    'invalid-request',
    `${parameter}: given ${JSON.stringify(text)}, expected ${EXPECTED}`,
  );
}

/** A position as the id of an event, in which a line break or a NUL has no place. */
export function positionToken({ time, eventId }: LogPosition): string {
  return `${time},${encodeURIComponent(eventId.toWellFormed())}`;
}

/** What {@link positionToken} made. Throws the problem `invalid-request`. */
export function readPositionToken(token: string, header: string): LogPosition {
  return readPosition(decoded(token), header);
}

/** The Elasticsearch query of what stands behind a position, in the order of a walk. */
export function behindPosition({ time, eventId }: LogPosition, sort: 'newest' | 'oldest') {
  const behind = sort === 'oldest' ? 'gt' : 'lt';
  const sameTime = { range: { '@timestamp': { gte: time, lte: time } } };
  const isBehind = [
    { range: { '@timestamp': { [behind]: time } } },
    { bool: { filter: [sameTime, { range: { 'event.id': { [behind]: eventId } } }] } },
  ];
  return { bool: { should: isBehind, minimum_should_match: 1 } };
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return '';
  }
}

function isTime(text: string): boolean {
  const isInRange = text >= EARLIEST && text < LATEST;
  return (
    isInRange && TIMESTAMP_PATTERN.test(text) && isDay(text.slice(0, 10), Date.parse(`${text.slice(0, 23)}Z`))
  );
}

/** `Date.parse` takes 30 February for 2 March. */
function isDay(day: string, ms: number): boolean {
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

function isEventId(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= BOUNDS.eventIdBytes;
}
