/** Content type of a stream of events. */
export const EVENT_STREAM = 'text/event-stream';

/** A line that no client hands on; keeps whoever stands between from closing a connection that is silent. */
export const KEEP_ALIVE = ':\n\n';

/** An event of a stream. */
export interface ServerSentEvent {
  readonly event: string;
  /** Where to go on after it; may have no line break and no NUL. */
  readonly id?: string;
  /** JSON on one line. */
  readonly data: string;
}

/** An event as it goes over the wire. */
export function eventText({ event, id, data }: ServerSentEvent): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}

/** Moves the place to go on from, and is handed to nobody. */
export function bareId(id: string): string {
  return `id: ${id}\n\n`;
}
