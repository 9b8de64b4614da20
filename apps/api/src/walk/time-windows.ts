import type { LogPosition } from './log-position.js';
import type { LogWalk } from './walk-logs.js';

/**
 * A stretch of event time that a page looks at, ms since 1970, from where the page before ended to where the next one
 * begins. The earlier of the two is in it, the later is not.
 */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Where the pages of a walk look. A page that could hold any later log makes Elasticsearch order many times as many as it
 * gives; one that looks at about as much time as it will fill costs what it gives.
 */
export interface TimeWindows {
  /** For a page of so many rows; undefined: as far as the walk goes. */
  next(rows: number): TimeWindow | undefined;
  /** The page that looked at `window` had these rows; `isFull`: as many as were asked for, so that more may be in it. */
  learn(page: ReadWindow): void;
}

/** A page and where it looked. */
export interface ReadWindow {
  readonly window: TimeWindow | undefined;
  readonly positions: readonly LogPosition[];
  readonly isFull: boolean;
}

/** Share of a page that its window should fill, for what comes may be denser than what was. */
const FILLED = 0.75;
/** Longer windows are none: what is so sparse is found at once. */
const MAX_WINDOW_MS = 30 * 86_400_000;
/** Times that an index can hold. */
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(2262, 3, 10);

/** See {@link TimeWindows}. The first page has none, since it tells how dense the logs are; nor has one behind a gap. */
export function createTimeWindows({ sort, scope }: Pick<LogWalk, 'sort' | 'scope'>): TimeWindows {
  const direction = sort === 'oldest' ? 1 : -1;
  const [earliestMs, latestMs] = [msOf(scope.from) ?? EARLIEST_MS, msOf(scope.to) ?? LATEST_MS];
  let startMs: number | undefined;
  let msPerRow = 0;
  return {
    next(rows) {
      if (startMs === undefined) return undefined;
      const length = Math.max(1, Math.ceil(msPerRow * rows * FILLED));
      const endMs = startMs + direction * length;
      const isWithin = endMs > earliestMs && endMs < latestMs && length <= MAX_WINDOW_MS;
      return isWithin ? { startMs, endMs } : undefined;
    },
    learn({ window, positions, isFull }) {
      const [first, last] = [msOf(positions[0]?.time), msOf(positions.at(-1)?.time)];
      // Where a window held nothing there is a gap, of nobody knows what length.
      if (first === undefined || last === undefined) {
        startMs = undefined;
        return;
      }
      const [fromMs, toMs] = window && !isFull ? [window.startMs, window.endMs] : [first, last];
      msPerRow = Math.abs(toMs - fromMs) / positions.length;
      if (window && !isFull) startMs = window.endMs;
      else startMs = direction === 1 ? last : last + 1;
    },
  };
}

/** The clause that keeps a search within a window. */
export function withinWindow({ startMs, endMs }: TimeWindow): object {
  const [fromMs, toMs] = startMs < endMs ? [startMs, endMs] : [endMs, startMs];
  return { range: { '@timestamp': { gte: iso(fromMs), lt: iso(toMs) } } };
}

/** Whole ms; a finer time is cut. */
function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
