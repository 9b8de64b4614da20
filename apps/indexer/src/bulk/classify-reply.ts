import type { BulkReply } from '@millrace/elasticsearch';
import { classifyItem } from './classify-item.js';
import type { ItemVerdict } from './classify-item.js';

/** What a bulk reply means for the documents of its request. */
export type ReplyVerdict =
  /** One verdict for each document, in order. */
  | { readonly kind: 'items'; readonly verdicts: readonly ItemVerdict[] }
  /** The body is the problem, one document in it or its size: send it again in halves. */
  | { readonly kind: 'split'; readonly reason: string }
  /** The sink is the problem: send all of it again, not before `retryAfterMs`. */
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number };

/**
 * The verdict on a reply to `count` documents. A document that is refused alone is dead-lettered only when it is over
 * the size limit or the refusal is on the closed list of document faults.
 */
export function classifyReply(reply: BulkReply, count: number): ReplyVerdict {
  if (reply.kind === 'items') return { kind: 'items', verdicts: reply.items.map(classifyItem) };
  if (reply.kind === 'unanswered') return { kind: 'retry', reason: reply.reason };
  const { status, errorType, errorReason, retryAfterMs } = reply;
  const reason = `${status} ${errorType} ${errorReason}`.trim();
  if (status !== 400 && status !== 413) {
    return { kind: 'retry', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  if (count > 1) return { kind: 'split', reason };
  if (status === 413)
    return { kind: 'items', verdicts: [{ kind: 'dead-letter', code: 'document-too-large', reason }] };
  return { kind: 'items', verdicts: [classifyItem({ status, errorType, errorReason })] };
}
