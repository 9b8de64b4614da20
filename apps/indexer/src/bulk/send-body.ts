import type { BulkTransport } from '@millrace/elasticsearch';
import type { Clock } from '@millrace/resilience';
import type { RoutedDocument } from './routed-document.js';
import { buildBulkBody } from './bulk-body.js';
import { classifyReply } from './classify-reply.js';
import type { ItemVerdict } from './classify-item.js';

/** What one request was and how it went, for metrics and log lines. */
export interface BulkRequestReport {
  readonly documents: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly result: 'items' | 'split' | 'retry';
  /** Why the request as a whole has to be sent again. */
  readonly reason?: string;
}

/** Verdicts on documents, in their order; `retryAfterMs` is the longest wait the server asked for. */
export interface SentDocuments {
  readonly verdicts: readonly { readonly document: RoutedDocument; readonly verdict: ItemVerdict }[];
  /** No reply could be used: what holds is the sink's trouble, not that of one index. */
  readonly wholeRequestFailed: boolean;
  readonly retryAfterMs?: number;
}

/** What sending needs. */
export interface SendBodyOptions {
  readonly transport: BulkTransport;
  readonly clock: Pick<Clock, 'now'>;
  readonly onRequest: (report: BulkRequestReport) => void;
}

/**
 * Sends documents in one body, once, and tells what became of each. A body that is refused for its size or for one
 * document in it is halved until the parts pass or a single document is at fault. Rejects only when `signal` aborts.
 */
export async function sendBody(
  options: SendBodyOptions,
  documents: readonly RoutedDocument[],
  signal: AbortSignal,
): Promise<SentDocuments> {
  const body = buildBulkBody(documents);
  const startedMs = options.clock.now();
  const reply = await options.transport.send(body, documents.length, signal);
  const verdict = classifyReply(reply, documents.length);
  options.onRequest({
    documents: documents.length,
    bytes: body.length,
    durationMs: options.clock.now() - startedMs,
    result: verdict.kind,
    ...(verdict.kind !== 'items' && { reason: verdict.reason }),
  });
  if (verdict.kind === 'split') return sendHalves(options, documents, signal);
  if (verdict.kind === 'items') {
    return { verdicts: zip(documents, (at) => verdict.verdicts[at]), wholeRequestFailed: false };
  }
  const again: ItemVerdict = { kind: 'retry', cause: 'unavailable', reason: verdict.reason };
  const { retryAfterMs } = verdict;
  return {
    verdicts: zip(documents, () => again),
    wholeRequestFailed: true,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

async function sendHalves(
  options: SendBodyOptions,
  documents: readonly RoutedDocument[],
  signal: AbortSignal,
): Promise<SentDocuments> {
  const middle = Math.ceil(documents.length / 2);
  const first = await sendBody(options, documents.slice(0, middle), signal);
  const second = await sendBody(options, documents.slice(middle), signal);
  return joinSent(first, second);
}

/** Two results as one. */
export function joinSent(first: SentDocuments, second: SentDocuments): SentDocuments {
  const retryAfterMs = Math.max(first.retryAfterMs ?? 0, second.retryAfterMs ?? 0);
  return {
    verdicts: [...first.verdicts, ...second.verdicts],
    wholeRequestFailed: first.wholeRequestFailed || second.wholeRequestFailed,
    ...(retryAfterMs > 0 && { retryAfterMs }),
  };
}

function zip(documents: readonly RoutedDocument[], verdictAt: (at: number) => ItemVerdict | undefined) {
  return documents.map((document, at) => {
    const verdict = verdictAt(at);
    if (verdict === undefined) throw new Error(`reading a bulk reply: no verdict on document ${at}`);
    return { document, verdict };
  });
}
