import type { WriteLetter } from '@millrace/dead-letter';
import { countOutcomes } from '@millrace/pipeline';
import type {
  DeliverRecords,
  OutboundRecord,
  ProcessRecords,
  RecordOutcome,
  SourceRecord,
} from '@millrace/pipeline';
import { parseDayIndex } from '@millrace/schemas';
import type { DeadLetterCode, Outcome } from '@millrace/schemas';
import { ownBytes } from './parking/own-bytes.js';
import type { EndedDocument, IndexDocuments } from './steps/index-documents.js';
import type { RouteRecord, UnroutableRecord } from './steps/route-record.js';
import type { RoutedDocument } from './bulk/routed-document.js';

/** The steps of the pipeline. */
export interface PipelineSteps {
  readonly routeRecord: RouteRecord;
  readonly indexDocuments: IndexDocuments;
  readonly writeLetter: WriteLetter;
  readonly deliver: DeliverRecords;
  readonly onOutcomes: (counts: ReadonlyMap<Outcome, number>) => void;
  readonly onDeadLettered: (code: DeadLetterCode) => void;
}

/**
 * The indexer in reading order: route by the headers, index, write a dead letter for what can never be indexed, and
 * only then give every record its outcome.
 */
export function createPipeline(steps: PipelineSteps): ProcessRecords {
  return async (records, signal) => {
    const { documents, unroutable } = routeAll(steps.routeRecord, records);
    // An index may stay parked, or the sink away, for hours: the batch then keeps its own bytes, not whole fetches.
    const onWaiting = () => ownBytes(records);
    const ended = await steps.indexDocuments({ documents, onWaiting }, signal);
    const letters = [
      ...unroutable.map((failure) => letterOfUnroutable(steps, failure)),
      ...ended.flatMap((document) => letterOfEnded(steps, document)),
    ];
    if (letters.length > 0) await steps.deliver(letters, signal);
    const outcomes: readonly RecordOutcome[] = [
      ...unroutable.map(({ record }): RecordOutcome => ({ record, outcome: 'dead-lettered' })),
      ...ended.map(({ document, end }): RecordOutcome => ({ record: document.record, outcome: end.outcome })),
    ];
    steps.onOutcomes(countOutcomes(outcomes));
    return outcomes;
  };
}

function routeAll(routeRecord: RouteRecord, records: readonly SourceRecord[]) {
  const documents: RoutedDocument[] = [];
  const unroutable: UnroutableRecord[] = [];
  for (const record of records) {
    const routed = routeRecord(record);
    if ('unroutable' in routed) unroutable.push(routed);
    else documents.push(routed);
  }
  return { documents, unroutable };
}

function letterOfUnroutable(steps: PipelineSteps, failure: UnroutableRecord): OutboundRecord {
  const { record, tenant, unroutable } = failure;
  steps.onDeadLettered('not-canonical');
  return steps.writeLetter({ record, tenant, step: 'route', code: 'not-canonical', reason: unroutable });
}

function letterOfEnded(steps: PipelineSteps, { document, end }: EndedDocument): readonly OutboundRecord[] {
  if (end.outcome !== 'dead-lettered') return [];
  const { code, reason, attempts } = end;
  steps.onDeadLettered(code);
  const { record, index } = document;
  const tenant = parseDayIndex(index)?.tenant;
  return [steps.writeLetter({ record, tenant, step: 'bulk', code, reason, attempts })];
}
