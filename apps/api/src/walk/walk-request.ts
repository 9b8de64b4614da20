import { queryDsl } from '@millrace/filter';
import { behindPosition } from './log-position.js';
import { orderByTime } from '../search/page/search-request.js';
import type { LogPosition } from './log-position.js';
import { withinWindow } from './time-windows.js';
import type { TimeWindow } from './time-windows.js';
import type { LogWalk } from './walk-logs.js';

/** A page of a walk. */
export interface WalkStep {
  readonly size: number;
  /** Where the page before it ended. */
  readonly after: LogPosition | undefined;
  /** Where it looks; undefined: everywhere. */
  readonly window: TimeWindow | undefined;
  /** Whether to count the matches, and how far. */
  readonly counted: boolean | number;
}

/** Below the time a handler may take, so that the answer says what happened. */
const PAGE_TIMEOUT = '20s';

/** Body of the search for a page of a walk, but for its view. */
export function walkRequest(
  walk: Pick<LogWalk, 'scope' | 'after' | 'sort'>,
  { size, after, window, counted }: WalkStep,
): Readonly<Record<string, unknown>> {
  return {
    size,
    query: matches(walk, window),
    sort: orderByTime(walk.sort, 'event.id'),
    ...(after && { search_after: [after.time, after.eventId] }),
    track_total_hits: counted,
    timeout: PAGE_TIMEOUT,
  };
}

/** What is before the walk's begin is left out here too, for the total. */
function matches(
  { scope, after, sort }: Pick<LogWalk, 'scope' | 'after' | 'sort'>,
  window: TimeWindow | undefined,
) {
  const place = [
    ...(after === undefined ? [] : [behindPosition(after, sort)]),
    ...(window === undefined ? [] : [withinWindow(window)]),
  ];
  const matching = queryDsl(scope.query, scope);
  return place.length === 0 ? matching : { bool: { filter: [matching, ...place] } };
}
