import type { ProcessRecords } from '@millrace/pipeline';
import type { DocumentEnd, IndexDocuments } from '../steps/index-documents.js';
import { createAppendTimes } from './append-times.js';
import type { AppendTimes } from './append-times.js';
import { createPendingParked } from './pending-parked.js';
import type { PendingParked, PendingParkedPorts } from './pending-parked.js';
import { createWrittenIndices } from './written-indices.js';
import type { WrittenIndices } from './written-indices.js';

/** What the sink notes on the way, for the watermark. */
export interface SearchableProgress {
  readonly everyIndex: string;
  readonly appendTimes: AppendTimes;
  readonly written: WrittenIndices;
  readonly parked: PendingParked;
}

/** An empty progress; `everyIndex` is the pattern of all log indices. */
export function createSearchableProgress(everyIndex: string, parked: PendingParkedPorts): SearchableProgress {
  return {
    everyIndex,
    appendTimes: createAppendTimes(),
    written: createWrittenIndices(everyIndex),
    parked: createPendingParked(parked),
  };
}

/** A duplicate's first copy may not be findable yet either: the reply to its write was lost, or its writer. */
const WRITTEN: ReadonlySet<DocumentEnd['outcome']> = new Set(['indexed', 'duplicate']);

/** Notes which indices were written to, before the outcomes are known to anybody else. */
export function notingWritten(
  indexDocuments: IndexDocuments,
  { written }: SearchableProgress,
): IndexDocuments {
  return async (batch, signal) => {
    const ended = await indexDocuments(batch, signal);
    for (const { document, end } of ended) if (WRITTEN.has(end.outcome)) written.note(document.index);
    return ended;
  };
}

/** Notes append times of what is processed, before it is. */
export function notingAppendTimes(
  process: ProcessRecords,
  { appendTimes }: SearchableProgress,
): ProcessRecords {
  return (records, signal) => {
    appendTimes.note(records);
    return process(records, signal);
  };
}
