import { decodeDeadLetter } from '@millrace/dead-letter';
import type { RetentionDeletionStore } from '@millrace/mongo';
import { readTopic } from '@millrace/pipeline';
import type { RecordLogAdmin, RecordReader } from '@millrace/pipeline';
import { decodeLogRouting } from '@millrace/schemas';
import type { PipelineNames } from '../pipeline-names.js';
import type { AbsentRecords } from './absent-records.js';
import { pendingWindows } from './audit-window.js';

/** Where absent documents may have gone. */
export interface ExplainTools {
  readonly admin: RecordLogAdmin;
  readonly reader: RecordReader;
  readonly retention: RetentionDeletionStore;
  readonly names: PipelineNames;
}

/**
 * Crosses off what dead letters, parked records and retention explain. A letter explains the record it names, and
 * the document when it was parked first. Run it after the records were looked up: a letter is written before the
 * offset of its record is committed.
 */
export async function explainAbsent(
  absent: AbsentRecords,
  tools: ExplainTools,
  signal: AbortSignal,
): Promise<void> {
  if (absent.unexplained().length === 0) return;
  await explainByLetters(absent, tools, signal);
  if (absent.unexplained().length === 0) return;
  await explainByParking(absent, tools, signal);
  await explainByRetention(absent, tools.retention);
}

async function explainByLetters(
  absent: AbsentRecords,
  tools: ExplainTools,
  signal: AbortSignal,
): Promise<void> {
  const { names } = tools;
  for await (const batch of readTopic(tools, names.deadLetters, signal)) {
    for (const record of batch) {
      const decoded = decodeDeadLetter(record);
      if ('letter' in decoded) explainByLetter(absent, decoded.letter, names);
    }
  }
}

type Letter = Extract<ReturnType<typeof decodeDeadLetter>, { letter: unknown }>['letter'];

function explainByLetter(absent: AbsentRecords, { envelope, headers }: Letter, names: PipelineNames): void {
  if (envelope.topic === names.logs.topic) {
    absent.explainPosition(envelope.partition, envelope.offset, 'dead-lettered');
  }
  if (envelope.topic !== names.parked.topic) return;
  const routing = decodeLogRouting(headers);
  if (!('bad' in routing)) absent.explainDocument(routing.documentId, 'dead-lettered');
}

async function explainByParking(
  absent: AbsentRecords,
  { admin, reader, names }: ExplainTools,
  signal: AbortSignal,
): Promise<void> {
  const { topic, indexerGroup } = names.parked;
  for (const { partition, from, to } of await pendingWindows(admin, topic, indexerGroup)) {
    if (from >= to) continue;
    for await (const batch of reader.read({ topic, partition, from, to }, signal)) {
      for (const { headers } of batch) {
        const routing = decodeLogRouting(headers);
        if (!('bad' in routing)) absent.explainDocument(routing.documentId, 'parked');
      }
    }
  }
}

/** A document may be gone with its index only if the index was deleted after the record was written. */
async function explainByRetention(absent: AbsentRecords, retention: RetentionDeletionStore): Promise<void> {
  const indices = new Set(absent.unexplained().flatMap(({ address }) => (address ? [address.index] : [])));
  const deletions = await retention.find([...indices]);
  absent.explainWhere(({ address, timestampMs }) => {
    const deletion = address && deletions.get(address.index);
    return deletion !== undefined && Date.parse(deletion.deletedAt) >= timestampMs;
  }, 'expired');
}
