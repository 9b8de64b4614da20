import type { SearchReply } from '@millrace/elasticsearch';
import type { Flow } from '../flows/flows.js';
import type { FoundIds } from '../live/found-ids.js';
import { walkLogs } from '../walk/walk-logs.js';
import type { LogWalk, WalkedPage, WalkTools } from '../walk/walk-logs.js';
import { eventText } from './server-sent-event.js';
import { placeToken } from './stream-place.js';

/** The search of a stream. */
export interface StreamedWalk extends Omit<LogWalk, 'bounds' | 'counted'> {
  readonly limit: number;
}

/** What a stream found. */
export interface Found {
  readonly logs: number;
  /** Whether it ended at its limit. */
  readonly more: boolean;
}

/** What is done with the logs beside sending them. */
export interface FoundUse {
  readonly flow: Flow;
  /** Where the tail takes over, in a stream that goes live. */
  readonly cursor: string | undefined;
  readonly ids: Pick<FoundIds, 'add'> | undefined;
}

/**
 * The first page is what a screen holds. A page waits whole for a client that is slow, as it came and as events: 64 KiB
 * of both.
 */
const BOUNDS = { firstRows: 20, maxRows: 1_000, targetBytes: 32_768, maxReplyBytes: 2_097_152 };
/** Counting further would hold the first page up. */
const TOTAL_BOUND = 10_000;

/** A `log` for each log that is found, and `progress` after each page. Throws as `walkLogs` does. */
export async function* foundTexts(
  walk: StreamedWalk,
  { flow, cursor, ids, ...tools }: WalkTools & FoundUse,
  signal: AbortSignal,
): AsyncGenerator<string, Found, undefined> {
  let [logs, isAll] = [0, false];
  let total: SearchReply['total'];
  for await (const page of walkLogs({ ...walk, bounds: BOUNDS, counted: TOTAL_BOUND }, tools, signal)) {
    logs += page.logs.length;
    isAll = page.isLast;
    total ??= page.total;
    if (ids) for (const { position } of page.logs) ids.add(position.eventId);
    yield `${logTexts(page, cursor)}${eventText({ event: 'progress', data: JSON.stringify({ logs, total }) })}`;
    flow.gave(page.logs.length);
  }
  return { logs, more: !isAll };
}

function logTexts({ logs }: WalkedPage, cursor: string | undefined): string {
  return logs
    .map(({ position, json }) => {
      const id = placeToken({ after: position, ...(cursor !== undefined && { cursor }) });
      return eventText({ event: 'log', id, data: json });
    })
    .join('');
}
