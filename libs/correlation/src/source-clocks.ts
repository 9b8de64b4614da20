import { timestampMs } from '@millrace/schemas';
import type { CorrelatedLog } from './correlated-log.js';
import type { GroupSession } from './group-session.js';

/** What time it is for a lane: by the broker for the lane as a whole, by their own logs for its sources. */
export interface SourceClocks {
  take(log: Pick<CorrelatedLog, 'service' | 'timestampMs' | 'appendedAtMs'>): void;
  /** Goes on at least from where a kept session shows that an earlier owner was. */
  resume(session: Pick<GroupSession, 'services' | 'lastAppendedAtMs' | 'closedAtMs'>): void;
  /** Nothing is left to be read: the lane's clock is the one on the wall. */
  advance(nowMs: number): void;
  /** Append time of the newest record, or the wall clock once all were read; never goes back. */
  laneMs(): number;
  /** Up to which event time all of some sources have come; a log that is older may still follow, and is then late. */
  watermarkMs(sources: Iterable<string>): number;
  /** No watermark is above this. */
  highestMs(): number;
}

/** A source's logs come out of order by this at the most, ms; more is late. */
const DISORDER_MS = 5_000;
/** A stamp further ahead of its append time moves no clock: one wrong clock would close everything, ms. */
const SKEW_BUDGET_MS = 60_000;
/** Sources remembered; the one that was silent longest is forgotten. */
const MAX_SOURCES = 10_000;

/** Clocks that have not begun. */
export function createSourceClocks(): SourceClocks {
  const newest = new Map<string, number>();
  let laneMs = 0;
  let highest = Number.NEGATIVE_INFINITY;
  const take: SourceClocks['take'] = ({ service, timestampMs, appendedAtMs }) => {
    laneMs = Math.max(laneMs, appendedAtMs);
    if (timestampMs > appendedAtMs + SKEW_BUDGET_MS) return;
    const before = newest.get(service) ?? Number.NEGATIVE_INFINITY;
    highest = Math.max(highest, timestampMs);
    newest.delete(service);
    newest.set(service, Math.max(before, timestampMs));
    if (newest.size > MAX_SOURCES) for (const oldest of newest.keys()) return void newest.delete(oldest);
  };
  return {
    take,
    resume({ services, lastAppendedAtMs: appendedAtMs, closedAtMs = 0 }) {
      laneMs = Math.max(laneMs, closedAtMs);
      for (const [service, first] of services)
        take({ service, timestampMs: timestampMs(first), appendedAtMs });
    },
    advance(nowMs) {
      laneMs = Math.max(laneMs, nowMs);
    },
    laneMs: () => laneMs,
    watermarkMs(sources) {
      let watermark = Number.POSITIVE_INFINITY;
      for (const source of sources)
        watermark = Math.min(watermark, newest.get(source) ?? Number.NEGATIVE_INFINITY);
      return watermark - DISORDER_MS;
    },
    highestMs: () => highest - DISORDER_MS,
  };
}
