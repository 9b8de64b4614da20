import type { Lane } from './lane.js';
import type { SourceRecord } from './source-record.js';

/** When a batch is ready. */
export interface BatchBounds {
  readonly maxBatchRecords: number;
  /** Bytes the records bring; one larger record makes a batch of its own. */
  readonly maxBatchBytes: number;
  /** How long a batch that is not full waits for more, ms. */
  readonly lingerMs: number;
}

/** Composes batches across lanes. Within a lane the order stays; lanes take turns at being first. */
export interface BatchComposer {
  /** A batch that is full or has waited long enough; undefined when there is none. */
  take(lanes: readonly Lane[], nowMs: number): readonly SourceRecord[] | undefined;
  /** When `take` will have one without further records; undefined when nothing is queued. */
  dueMs(): number | undefined;
}

/** See {@link BatchComposer}. */
export function createBatchComposer(bounds: BatchBounds): BatchComposer {
  let firstLane = 0;
  let waitingSinceMs: number | undefined;
  return {
    take(lanes, nowMs) {
      const queued = total(lanes);
      if (queued.records === 0) {
        waitingSinceMs = undefined;
        return undefined;
      }
      waitingSinceMs ??= nowMs;
      const full = queued.records >= bounds.maxBatchRecords || queued.bytes >= bounds.maxBatchBytes;
      if (!full && nowMs - waitingSinceMs < bounds.lingerMs) return undefined;
      const batch = compose(rotate(lanes, firstLane), bounds);
      firstLane = (firstLane + 1) % lanes.length;
      waitingSinceMs = queued.records > batch.length ? nowMs : undefined;
      return batch;
    },
    dueMs: () => (waitingSinceMs === undefined ? undefined : waitingSinceMs + bounds.lingerMs),
  };
}

function total(lanes: readonly Lane[]): { readonly records: number; readonly bytes: number } {
  let records = 0;
  let bytes = 0;
  for (const lane of lanes) {
    records += lane.records();
    bytes += lane.payloadBytes();
  }
  return { records, bytes };
}

function compose(lanes: readonly Lane[], bounds: BatchBounds): readonly SourceRecord[] {
  const batch: SourceRecord[] = [];
  let room = bounds.maxBatchBytes;
  for (const lane of lanes) {
    while (batch.length < bounds.maxBatchRecords) {
      const before = lane.payloadBytes();
      const record = lane.shift(batch.length === 0 ? Infinity : room);
      if (!record) break;
      room -= before - lane.payloadBytes();
      batch.push(record);
    }
  }
  return batch;
}

function rotate(lanes: readonly Lane[], by: number): readonly Lane[] {
  const at = by % lanes.length;
  return [...lanes.slice(at), ...lanes.slice(0, at)];
}
