import type { GroupingOutcome } from '@millrace/correlation';
import { countOutcomes } from '@millrace/pipeline';
import type {
  DeliverRecords,
  OutboundRecord,
  ProcessRecords,
  RecordOutcome,
  SourceRecord,
} from '@millrace/pipeline';
import type { Outcome } from '@millrace/schemas';
import type { PartitionLane } from './lanes/partition-lane.js';
import type { ReadRecord, UnreadableRecord } from './steps/read-log.js';

/** The steps of the pipeline. */
export interface PipelineSteps {
  readonly readLog: (record: SourceRecord) => ReadRecord;
  readonly writeLetter: (failure: UnreadableRecord) => OutboundRecord;
  readonly deliver: DeliverRecords;
  /** Waits while lanes of these records hold as much as they may that is not kept yet. */
  readonly awaitRoom: (records: readonly SourceRecord[], signal: AbortSignal) => Promise<void>;
  readonly laneOf: (record: SourceRecord) => PartitionLane;
  readonly onOutcomes: (counts: ReadonlyMap<Outcome, number>) => void;
}

/**
 * The engine in reading order: read key and headers, write a dead letter for what no ingest wrote, and only when all
 * that can wait is done take each record into its lane. From there on nothing waits, so that what is kept of a lane is
 * its state at an offset.
 */
export function createPipeline(steps: PipelineSteps): ProcessRecords {
  return async (records, signal) => {
    const read = records.map(steps.readLog);
    const letters = read.filter((each) => each.kind === 'unreadable').map(steps.writeLetter);
    if (letters.length > 0) await steps.deliver(letters, signal);
    await steps.awaitRoom(records, signal);
    signal.throwIfAborted();
    const outcomes = read.map((each): RecordOutcome => ({
      record: each.record,
      outcome: takeRecord(each, steps.laneOf(each.record)),
    }));
    steps.onOutcomes(countOutcomes(outcomes));
    return outcomes;
  };
}

function takeRecord(read: ReadRecord, lane: PartitionLane): GroupingOutcome | 'keyless' | 'dead-lettered' {
  if (read.kind === 'log') return lane.take(read.log);
  lane.pass(read.record.offset);
  return read.kind === 'keyless' ? 'keyless' : 'dead-lettered';
}
