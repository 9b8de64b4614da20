import type { Redactor } from '@millrace/intake';
import type { OutboundRecord, RecordProducer } from '@millrace/pipeline';
import type { NumberNameRegistry } from '@millrace/schemas';
import type { IngestTopics } from './ingest-topics.js';
import type { OriginatedLog } from './log-origin.js';
import { retry } from './retry.js';
import type { Patience } from './retry.js';
import { createCanonicaliseLog } from './steps/canonicalise-log.js';
import { chunkLogs } from './steps/chunk-logs.js';
import type { ChunkBounds } from './steps/chunk-logs.js';
import { parseLog } from './steps/parse-log.js';
import type { ParsedEntry } from './steps/parse-log.js';
import { createRecordOfVerdict } from './steps/record-of-verdict.js';
import { createRegisterNumberNames } from './steps/register-number-names.js';
import type { Verdict } from './verdict.js';

/** What the way of a log needs. */
export interface PipelineDeps {
  readonly registry: NumberNameRegistry;
  readonly producer: RecordProducer;
  readonly redactor: Redactor;
  /** Logs older than this have expired, ms. */
  readonly retentionMs: number;
  readonly topics: Pick<IngestTopics, 'logs' | 'deadLetters'>;
  readonly chunk: ChunkBounds;
}

/** How long one caller goes on when a server does not take its work; `chunksDone` are written already. */
export type PatienceFor = (chunksDone: number) => Patience;

/**
 * The way of a log, from the bytes of its sender to the broker's acknowledgement. Yields the verdicts of a chunk once
 * all of its records, good logs and dead letters alike, are acknowledged by all in-sync replicas. Rejects, with what
 * the patience did not outlast, only between chunks: what was yielded is written.
 */
export type IngestLogs = (
  logs: Iterable<OriginatedLog>,
  patience: PatienceFor,
) => AsyncGenerator<readonly Verdict[], void, undefined>;

/** Composes the steps. */
export function createIngestPipeline(deps: PipelineDeps): IngestLogs {
  const registerNumberNames = createRegisterNumberNames(deps.registry);
  const canonicaliseLog = createCanonicaliseLog(deps);
  const recordOfVerdict = createRecordOfVerdict(deps);

  return async function* ingestLogs(logs, patienceFor) {
    let chunksDone = 0;
    for (const chunk of chunkLogs(logs, deps.chunk)) {
      const patience = patienceFor(chunksDone++);
      const entries = chunk.map(parseLog);
      const names = await retry(() => registerNumberNames(parsedLogs(entries)), patience);
      const verdicts = entries.map((entry) => canonicaliseLog(entry, names.get(entry.log.origin.tenant)));
      const records = verdicts.map(recordOfVerdict).filter((record) => record !== undefined);
      await publish(records, deps.producer, patience);
      yield verdicts;
    }
  };
}

function* parsedLogs(entries: readonly ParsedEntry[]) {
  for (const { log, result } of entries) {
    if (result.ok) yield { tenant: log.origin.tenant, log: result.log };
  }
}

async function publish(
  records: readonly OutboundRecord[],
  producer: RecordProducer,
  patience: Patience,
): Promise<void> {
  if (records.length > 0) await retry(() => producer.send(records), patience);
}
