import type { Clock, RetryBounds } from '@millrace/resilience';
import type { DeadLetterCode } from '@millrace/schemas';
import type { ItemVerdict } from '../bulk/classify-item.js';
import { roundDelayMs } from '../bulk/round-delay.js';
import { tryDocuments } from '../bulk/try-documents.js';
import type { JudgedDocument, TryDocumentsOptions } from '../bulk/try-documents.js';
import { admitDocuments } from '../parking/admit-documents.js';
import { createSilentIndices } from '../parking/silent-indices.js';
import type { RoutedDocument } from '../bulk/routed-document.js';

/** How a document ended. */
export type DocumentEnd =
  | { readonly outcome: 'indexed' | 'duplicate' | 'parked' }
  | {
      readonly outcome: 'dead-lettered';
      readonly code: DeadLetterCode;
      /** Quotes values of the document. */
      readonly reason: string;
      readonly attempts: number;
    };

/** A document that needs nothing more from Elasticsearch. A dead letter is still to be written. */
export interface EndedDocument {
  readonly document: RoutedDocument;
  readonly end: DocumentEnd;
}

/** What indexing needs. */
export interface IndexDocumentsOptions extends TryDocumentsOptions {
  readonly clock: Clock;
  readonly retry: RetryBounds;
  /** Whether to keep waiting with documents of an index that has been parked for so long, or hand them over. */
  readonly mayHold: (parkedForMs: number) => boolean;
  /** Writes documents to the parked topic; resolves once acknowledged. */
  readonly handOver: (documents: readonly RoutedDocument[], signal: AbortSignal) => Promise<void>;
  /** An index whose shards have not answered for so long is parked, so that others go on, ms. */
  readonly unavailableParkMs: number;
  readonly onRetried: (cause: 'busy' | 'unavailable', documents: number) => void;
}

/** Documents of one batch, and whom to tell that it takes longer. */
export interface DocumentBatch {
  readonly documents: readonly RoutedDocument[];
  /** Called once, before some of them wait for another try or for their index: nobody knows for how long. */
  readonly onWaiting: () => void;
}

/** Writes documents and resolves once each has its end. Rejects only with the signal's reason. */
export type IndexDocuments = (batch: DocumentBatch, signal: AbortSignal) => Promise<readonly EndedDocument[]>;

interface Round {
  readonly ended: EndedDocument[];
  readonly retry: RoutedDocument[];
  readonly refused: RoutedDocument[];
}

/**
 * Indexes batches: each item is retried, parked, dead-lettered or done by its own result, so that one document's
 * trouble never repeats or delays the result of another. The batch itself is the bound of what is held.
 */
export function createIndexDocuments(options: IndexDocumentsOptions): IndexDocuments {
  return async ({ documents, onWaiting }, signal) => {
    const ended: EndedDocument[] = [];
    const silent = createSilentIndices({
      parked: options.parked,
      now: () => options.clock.now(),
      limitMs: options.unavailableParkMs,
    });
    let pending = documents;
    for (let attempt = 0; pending.length > 0; attempt++) {
      signal.throwIfAborted();
      const { admitted, barred } = admitDocuments(options.parked, pending);
      const tried = await tryDocuments(options, admitted, signal);
      if (!tried.wholeRequestFailed) silent.note(tried.judged);
      const round = sortOut(options, tried.judged, attempt + 1);
      const held = await holdOrHandOver(options, [...barred, ...round.refused], signal);
      ended.push(...round.ended, ...held.ended);
      pending = [...round.retry, ...held.kept];
      if (pending.length === 0) break;
      if (attempt === 0) onWaiting();
      const heldIndices = new Set(held.kept.map(({ index }) => index));
      const unfinished = { ...tried, retries: round.retry.length, heldIndices, attempt };
      await options.clock.wait(roundDelayMs(unfinished, options), signal);
    }
    return ended;
  };
}

function sortOut(options: IndexDocumentsOptions, judged: readonly JudgedDocument[], attempts: number): Round {
  const round: Round = { ended: [], retry: [], refused: [] };
  const retried = { busy: 0, unavailable: 0 };
  for (const { document, verdict } of judged) {
    if (verdict.kind === 'park') round.refused.push(document);
    else if (verdict.kind !== 'retry') round.ended.push({ document, end: endOf(verdict, attempts) });
    else {
      retried[verdict.cause] += 1;
      const parked = options.parked.parkedForMs(document.index) !== undefined;
      (parked ? round.refused : round.retry).push(document);
    }
  }
  if (retried.busy > 0) options.onRetried('busy', retried.busy);
  if (retried.unavailable > 0) options.onRetried('unavailable', retried.unavailable);
  return round;
}

type FinalVerdict = Exclude<ItemVerdict, { kind: 'park' | 'retry' }>;

function endOf(verdict: FinalVerdict, attempts: number): DocumentEnd {
  if (verdict.kind !== 'dead-letter') return { outcome: verdict.kind };
  return { outcome: 'dead-lettered', code: verdict.code, reason: verdict.reason, attempts };
}

async function holdOrHandOver(
  options: IndexDocumentsOptions,
  documents: readonly RoutedDocument[],
  signal: AbortSignal,
) {
  const kept: RoutedDocument[] = [];
  const given: RoutedDocument[] = [];
  for (const document of documents) {
    const parkedForMs = options.parked.parkedForMs(document.index);
    // Healed meanwhile by another batch: the next round writes it.
    const keep = parkedForMs === undefined || options.mayHold(parkedForMs);
    (keep ? kept : given).push(document);
  }
  if (given.length > 0) await options.handOver(given, signal);
  const ended = given.map((document): EndedDocument => ({ document, end: { outcome: 'parked' } }));
  return { kept, ended };
}
