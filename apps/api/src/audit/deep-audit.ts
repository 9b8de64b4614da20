import { recordName } from '@millrace/pipeline';
import type { ApiDependencies } from '../api-dependencies.js';
import { certainStretch } from './certain-stretch.js';
import type { AuditEdges } from './certain-stretch.js';
import { createAbsentRecords } from './absent-records.js';
import type { AbsentRecord } from './absent-records.js';
import { committedWindows } from './audit-window.js';
import type { PartitionWindow } from './audit-window.js';
import { checkRecords } from './check-records.js';
import type { RecordTally, TimeWindow } from './check-records.js';
import { MAX_SAMPLES } from './deep-audit-report.js';
import type { DeepAuditLine, DeepAuditReport } from './deep-audit-report.js';
import { createDocumentIdSet } from './document-id-set.js';
import { explainAbsent } from './explain-absent.js';
import { findUnexpected } from './find-unexpected.js';
import type { UnexpectedDocument } from './find-unexpected.js';

/** What a deep audit works with. */
export type DeepAuditTools = Pick<
  ApiDependencies,
  'admin' | 'reader' | 'search' | 'retention' | 'names' | 'now'
>;

/** Absent records kept at a time; about 100 MB at worst, and far more than anyone reads. */
const MAX_ABSENT = 500_000;
/** Ids kept to find unexpected documents: 32 MB. A window with more is not searched for them, and the report says so. */
const MAX_IDS = 2_000_000;
const PROGRESS_EVERY_MS = 500;

/**
 * Compares the records of `logs` in a window with the documents of Elasticsearch, not believing any counter: every
 * record up to the committed offsets must be a document, a dead letter, parked, or gone with an index that retention
 * deleted; and every document accepted in the window must be a record of it. Yields progress, then the report.
 */
export async function* deepAudit(
  tools: DeepAuditTools,
  time: TimeWindow,
  signal: AbortSignal,
): AsyncGenerator<DeepAuditLine> {
  const startedMs = tools.now();
  const { topic, indexerGroup } = tools.names.logs;
  const windows = await committedWindows(tools.admin, topic, indexerGroup);
  const total = windows.reduce((sum, { from, to }) => sum + to - from, 0);
  const tally = emptyTally();
  let reportedMs = startedMs;
  for (const window of windows) {
    for await (const _ of checkRecords(tools, { topic, window, time, tally }, signal)) {
      if (tools.now() - reportedMs < PROGRESS_EVERY_MS) continue;
      reportedMs = tools.now();
      yield { type: 'progress', checked: tally.read, total, absent: tally.checked - tally.indexed };
    }
  }
  yield { type: 'progress', checked: tally.read, total, absent: tally.checked - tally.indexed };
  await explainAbsent(tally.absent, tools, signal);
  const edges = { time, windows, startedMs };
  yield report({
    tally,
    topic,
    total,
    windows,
    unexpected: await unexpectedDocuments(tools, tally, edges, signal),
  });
}

function emptyTally(): RecordTally {
  return {
    checked: 0,
    indexed: 0,
    read: 0,
    overflow: 0,
    absent: createAbsentRecords(MAX_ABSENT),
    ids: createDocumentIdSet(MAX_IDS),
    idsComplete: true,
    tenants: new Set(),
    times: new Map(),
  };
}

interface Unexpected {
  readonly count: number;
  readonly samples: readonly UnexpectedDocument[];
  readonly notChecked?: string;
}

async function unexpectedDocuments(
  { search }: DeepAuditTools,
  tally: RecordTally,
  edges: AuditEdges,
  signal: AbortSignal,
): Promise<Unexpected> {
  if (!tally.idsComplete) {
    return { count: 0, samples: [], notChecked: `the window has more than ${MAX_IDS} records` };
  }
  const stretch = certainStretch(tally.times, edges);
  const samples: UnexpectedDocument[] = [];
  let count = 0;
  const { tenants, ids } = tally;
  for await (const found of findUnexpected(search, { ...stretch, tenants, ids }, signal)) {
    count++;
    if (samples.length < MAX_SAMPLES) samples.push(found);
  }
  return { count, samples };
}

function report(input: {
  readonly tally: RecordTally;
  readonly topic: string;
  readonly total: number;
  readonly windows: readonly PartitionWindow[];
  readonly unexpected: Unexpected;
}): DeepAuditReport {
  const { tally, unexpected, windows } = input;
  const unexplained = tally.absent.unexplained();
  const missing = unexplained.length + tally.overflow;
  const explained = tally.absent.counts();
  const gone = windows.reduce((sum, window) => sum + window.gone, 0);
  return {
    type: 'report',
    balanced: missing === 0 && unexpected.count === 0,
    checked: tally.checked,
    indexed: tally.indexed,
    deadLettered: explained['dead-lettered'],
    parked: explained.parked,
    expired: explained.expired,
    missing,
    unreadable: gone + Math.max(0, input.total - tally.read),
    unexpected: unexpected.count,
    ...(unexpected.notChecked !== undefined && { unexpectedNotChecked: unexpected.notChecked }),
    samples: {
      missing: unexplained.slice(0, MAX_SAMPLES).map((record) => sampleOf(input.topic, record)),
      unexpected: [...unexpected.samples],
    },
  };
}

function sampleOf(topic: string, { partition, offset, address }: AbsentRecord) {
  return {
    record: recordName({ topic, partition, offset }),
    documentId: address?.id ?? null,
    index: address?.index ?? null,
  };
}
