import { randomUUID } from 'node:crypto';
import { TEXT_ENTRIES_CONTENT_TYPE } from '@millrace/schemas';
import { sendBatch, type SendDeps } from '../client/send-batch.js';
import { batchEntries, type BatchLimits } from './batch-entries.js';
import { encodeEntry, type EntryRules } from './encode-entry.js';
import type { FileTally } from './file-report.js';
import { forEachBounded } from './for-each-bounded.js';
import { readEntries, type SourcePlace } from './read-entries.js';
import { untilAborted } from './until-aborted.js';

/** What is shipped: a file, or standard input. */
export interface ShipSource {
  readonly chunks: AsyncIterable<Buffer>;
  /** Completes stamps that lack a year, and stands for those that are missing, ms since 1970. */
  readonly referenceTimeMs: number;
  readonly rules: EntryRules;
  readonly tally: FileTally;
  /** Told how many of the source's bytes have their answer, roughly: blank lines come late. */
  readonly onAnswered: (bytes: number) => void;
}

/** How it is sent. */
export interface ShipOptions extends SendDeps {
  readonly limits: BatchLimits;
  /** Requests at a time. */
  readonly concurrency: number;
}

/**
 * Reads a source to its end and sends its logs in batches. What became of each is in the source's tally, also when
 * this rejects half-way.
 *
 * @throws CliError when ingest cannot be reached or refuses; the signal's reason
 */
export async function shipSource(
  source: ShipSource,
  options: ShipOptions,
  signal: AbortSignal,
): Promise<void> {
  let answeredBytes = 0;
  const batches = batchEntries(encodedEntries(source, signal), options.limits);
  await forEachBounded(batches, options.concurrency, async ({ items }) => {
    const request = {
      lines: items.map((item) => item.text),
      contentType: TEXT_ENTRIES_CONTENT_TYPE,
      referenceTimeMs: source.referenceTimeMs,
      ...(source.rules.withIds ? {} : { idempotencyKey: randomUUID() }),
    };
    const reply = await sendBatch(options, request, signal);
    source.tally.answered(
      reply,
      items.map(({ line, byteOffset }) => ({ line, byteOffset })),
    );
    answeredBytes += items.reduce((sum, item) => sum + item.sourceBytes, 0);
    source.onAnswered(answeredBytes);
  });
}

interface EncodedEntry extends SourcePlace {
  readonly text: string;
  readonly sourceBytes: number;
}

async function* encodedEntries(
  { chunks, rules, tally }: ShipSource,
  signal: AbortSignal,
): AsyncGenerator<EncodedEntry, void, undefined> {
  for await (const entry of readEntries(untilAborted(chunks, signal), tally.line)) {
    if (entry.kind === 'unsendable') {
      const { code, reason, line, byteOffset } = entry;
      tally.refused(code, { count: 1, reason, sent: false, first: { line, byteOffset } });
      continue;
    }
    tally.entry(entry);
    const { line, byteOffset, bytes } = entry;
    yield { text: encodeEntry(entry, rules), line, byteOffset, sourceBytes: bytes.length + 1 };
  }
}
