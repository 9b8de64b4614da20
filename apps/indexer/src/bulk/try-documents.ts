import type { IndexDirectory } from '../indices/index-directory.js';
import type { ParkedIndices } from '../parking/parked-indices.js';
import type { RoutedDocument } from './routed-document.js';
import type { ItemVerdict } from './classify-item.js';
import { joinSent, sendBody } from './send-body.js';
import type { SendBodyOptions, SentDocuments } from './send-body.js';
import { splitBodies } from './split-bodies.js';

/** What one try needs. */
export interface TryDocumentsOptions extends SendBodyOptions {
  readonly directory: IndexDirectory;
  readonly parked: ParkedIndices;
  readonly maxBodyBytes: number;
}

/** A document and what became of it in one try. */
export interface JudgedDocument {
  readonly document: RoutedDocument;
  readonly verdict: ItemVerdict;
}

/** What one try came to. */
export interface TriedDocuments {
  readonly judged: readonly JudgedDocument[];
  /** No request was answered for any document: what holds is the sink's trouble, not that of one index. */
  readonly wholeRequestFailed: boolean;
  readonly retryAfterMs?: number;
}

const NOTHING_SENT: SentDocuments = { verdicts: [], wholeRequestFailed: false };

/**
 * One try: sees to it that the indices exist, sends the documents of those that do, and tells the shared list of
 * parked indices which took a write and which refused. Rejects only when `signal` aborts.
 */
export async function tryDocuments(
  options: TryDocumentsOptions,
  documents: readonly RoutedDocument[],
  signal: AbortSignal,
): Promise<TriedDocuments> {
  const unready = await unreadyIndices(options.directory, documents, signal);
  const early = documents.flatMap((document) => {
    const verdict = unready.get(document.index);
    return verdict === undefined ? [] : [{ document, verdict }];
  });
  const ready = early.length === 0 ? documents : documents.filter(({ index }) => !unready.has(index));
  let sent = NOTHING_SENT;
  for (const body of splitBodies(ready, options.maxBodyBytes)) {
    sent = joinSent(sent, await sendBody(options, body, signal));
  }
  const judged = early.length === 0 ? sent.verdicts : [...early, ...sent.verdicts];
  const createdNone = ready.length === 0 && early.every(({ verdict }) => verdict.kind === 'retry');
  noteIndices(options, judged);
  return {
    judged,
    wholeRequestFailed: sent.wholeRequestFailed || createdNone,
    ...(sent.retryAfterMs !== undefined && { retryAfterMs: sent.retryAfterMs }),
  };
}

/** Indices that cannot be written to, with what that means for each of their documents. */
async function unreadyIndices(
  directory: IndexDirectory,
  documents: readonly RoutedDocument[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ItemVerdict>> {
  const indices = new Set(documents.map(({ index }) => index));
  const verdicts = new Map<string, ItemVerdict>();
  const ensure = async (index: string) => {
    const readiness = await directory.ensure(index, signal);
    if (readiness.kind === 'ready') return;
    const { reason } = readiness;
    if (readiness.kind === 'limit') verdicts.set(index, { kind: 'dead-letter', code: 'index-limit', reason });
    else if (readiness.kind === 'park') verdicts.set(index, readiness);
    else verdicts.set(index, { kind: 'retry', cause: 'unavailable', reason });
  };
  await Promise.all([...indices].map(ensure));
  return verdicts;
}

/** An index that judged any document by itself takes writes; one refusal in the same try outweighs that. */
function noteIndices({ parked, directory }: TryDocumentsOptions, judged: readonly JudgedDocument[]): void {
  const refused = new Map<string, Extract<ItemVerdict, { kind: 'park' }>>();
  const taking = new Set<string>();
  for (const { document, verdict } of judged) {
    if (verdict.kind === 'park') refused.set(document.index, verdict);
    else if (verdict.kind !== 'retry') taking.add(document.index);
  }
  for (const index of taking) if (!refused.has(index)) parked.heal(index);
  for (const [index, { cause, reason }] of refused) {
    if (cause === 'missing') directory.forget(index);
    parked.park(index, cause, reason);
  }
}
