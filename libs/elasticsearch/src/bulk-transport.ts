import { errors } from '@elastic/elasticsearch';
import type { BulkItem } from './bulk-reply.js';
import { BULK_FILTER_PATH, parseBulkReply } from './bulk-reply.js';
import type { ElasticsearchClient } from './elasticsearch-client.js';
import { errorOfBody } from './elasticsearch-error.js';
import { retryAfterMs } from './retry-after.js';

/** What came back for a bulk request as a whole. */
export type BulkReply =
  /** Each document has its own result. */
  | { readonly kind: 'items'; readonly items: readonly BulkItem[] }
  /** The request was refused before any document was looked at. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly errorType: string;
      readonly errorReason: string;
      readonly retryAfterMs?: number;
    }
  /** No usable reply came: any of the documents may or may not have been written. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Sends bulk bodies. */
export interface BulkTransport {
  /**
   * Sends a ready-made NDJSON body of `count` create actions, once: no retry of its own. Resolves with what came back,
   * whatever it was; rejects only with the reason of `signal` when that aborts.
   */
  send(body: Buffer, count: number, signal: AbortSignal): Promise<BulkReply>;
}

/** Longest reply that is read, bytes: a reply quotes error reasons, which Elasticsearch does not bound. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/**
 * How long Elasticsearch waits for a shard that does not answer before it says so for that item, instead of its own
 * minute: one shard must not make the whole request look unanswered.
 */
const SHARD_TIMEOUT = '5s';
const QUERY = { filter_path: BULK_FILTER_PATH, timeout: SHARD_TIMEOUT };

/** A transport over `client`, whose request timeout bounds the wait for a reply; it should be well above five seconds. */
export function createBulkTransport(client: ElasticsearchClient): BulkTransport {
  return {
    async send(body, count, signal) {
      try {
        return await exchange(client, { body, count, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof errors.ElasticsearchClientError || error instanceof ReplyError) {
          return { kind: 'unanswered', reason: `${error.name}: ${error.message}` };
        }
        throw error;
      }
    },
  };
}

interface Exchange {
  readonly body: Buffer;
  readonly count: number;
  readonly signal: AbortSignal;
}

async function exchange(client: ElasticsearchClient, { body, count, signal }: Exchange): Promise<BulkReply> {
  const reply = await client.transport.request<AsyncIterable<Buffer>>(
    { method: 'POST', path: '/_bulk', querystring: QUERY, bulkBody: body },
    { signal, meta: true, asStream: true },
  );
  const bytes = await readReply(reply.body);
  if (reply.statusCode !== 200) return refusal(reply.statusCode, bytes, reply.headers['retry-after']);
  const items = parseBulkReply(bytes, count);
  if (items === undefined) return { kind: 'unanswered', reason: 'the reply does not fit the request' };
  return { kind: 'items', items };
}

async function readReply(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > MAX_REPLY_BYTES) throw new ReplyError('the reply is too long');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ReplyError
      ? error
      : new ReplyError(error instanceof Error ? error.message : String(error));
  }
  return Buffer.concat(chunks, bytes);
}

/** The reply broke off or cannot be read. */
class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

function refusal(status: number, bytes: Buffer, retryAfter: unknown): BulkReply {
  const { type, reason } = errorOfBody(parsed(bytes));
  const waitMs = typeof retryAfter === 'string' ? retryAfterMs(retryAfter, Date.now()) : undefined;
  return {
    kind: 'refused',
    status,
    errorType: type,
    errorReason: reason,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
