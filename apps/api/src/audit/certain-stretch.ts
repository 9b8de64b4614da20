import type { PartitionWindow } from './audit-window.js';
import type { RecordTally, TimeWindow } from './check-records.js';

/**
 * A record is appended some time after its document says it was created, by another machine's clock; documents this
 * close to an end of the window may belong to a record outside of it.
 */
const EDGE_MS = 30_000;

/** The ends of an audit, from which follows which documents can be told to be unexpected. */
export interface AuditEdges {
  readonly time: TimeWindow;
  readonly windows: readonly PartitionWindow[];
  readonly startedMs: number;
}

/**
 * The stretch of `event.created` in which every document must have its record in the window: within the asked time,
 * after the oldest record that can still be read in every partition, before the first one not yet finished in any.
 */
export function certainStretch(times: RecordTally['times'], { time, windows, startedMs }: AuditEdges) {
  const starts = windows.flatMap(({ partition, gone, to }) => {
    if (gone === 0) return [];
    return [times.get(partition)?.first ?? (to > 0 ? startedMs : 0)];
  });
  const ends = windows.map(({ partition, atEnd }) => (atEnd ? startedMs : (times.get(partition)?.last ?? 0)));
  const earliest = Math.max(time.fromMs, ...starts);
  return {
    fromMs: earliest <= 0 ? 0 : earliest + EDGE_MS,
    toMs: Math.min(time.toMs, startedMs, ...ends) - EDGE_MS,
  };
}
