import type { BulkItem } from './bulk-reply.js';
import { BULK_FILTER_PATH } from './bulk-reply.js';
import type { ElasticsearchClient } from './elasticsearch-client.js';
import { callElasticsearch } from './elasticsearch-error.js';

/** Asks whether an index takes writes, without writing. */
export interface WriteProbe {
  /**
   * undefined when it does, else the refusal as an item of a bulk reply. Rejects with
   * `ElasticsearchUnavailableError` or `ElasticsearchRefusedError` when the request as a whole failed.
   */
  refusal(index: string, signal: AbortSignal): Promise<BulkItem | undefined>;
}

interface ProbeReply {
  readonly items?: readonly {
    readonly update?: {
      readonly status: number;
      readonly error?: { readonly type?: string; readonly reason?: string };
    };
  }[];
}

/** No document has this id: ids are base64url. */
const NOBODY = '~';
const QUERY = { filter_path: BULK_FILTER_PATH, timeout: '5s' };

/**
 * A probe by updating a document that does not exist: it meets every block, limit and missing shard that a write
 * meets, and changes nothing where there is none.
 */
export function createWriteProbe(client: ElasticsearchClient): WriteProbe {
  return {
    async refusal(index, signal) {
      const bulkBody = `${JSON.stringify({ update: { _index: index, _id: NOBODY } })}\n{"doc":{}}\n`;
      const reply = await callElasticsearch(`probing ${index}`, signal, () =>
        client.transport.request<ProbeReply>(
          { method: 'POST', path: '/_bulk', querystring: QUERY, bulkBody },
          { signal },
        ),
      );
      const item = reply.items?.[0]?.update;
      if (item === undefined || item.error?.type === 'document_missing_exception') return undefined;
      const { type = 'unknown', reason = '' } = item.error ?? {};
      return { status: item.status, errorType: type, errorReason: reason };
    },
  };
}
