import { ElasticsearchRefusedError } from '@millrace/elasticsearch';
import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { closeView, openView } from './point-in-time.js';

/** A frozen view of indices that is opened when first read, and anew once Elasticsearch has let it go. */
export interface LogView {
  /** Searches the view: `body` is made for the point in time it gets. Rejects as the search port does. */
  read(request: ViewRequest, signal: AbortSignal): Promise<SearchReply>;
  /** Frees it; the next read opens another. Never rejects. */
  close(): Promise<void>;
}

/** A search of a view. */
export interface ViewRequest {
  readonly body: (pit: {
    readonly id: string;
    readonly keep_alive: string;
  }) => Readonly<Record<string, unknown>>;
  readonly maxReplyBytes: number;
}

/** How long a view waits for its next read; a reader who is slower than that is given a new one. */
const KEEP_ALIVE_MS = 120_000;

/** See {@link LogView}. `index` is a pattern. */
export function createLogView(search: LogSearch, index: string): LogView {
  let id: string | undefined;
  const readOnce = async ({ body, maxReplyBytes }: ViewRequest, signal: AbortSignal) => {
    id ??= await openView(search, index, KEEP_ALIVE_MS);
    signal.throwIfAborted();
    const pit = { id, keep_alive: `${KEEP_ALIVE_MS}ms` };
    const reply = await search.search({ body: body(pit), maxReplyBytes }, signal);
    id = reply.pointInTime ?? id;
    return reply;
  };
  return {
    async read(request, signal) {
      try {
        return await readOnce(request, signal);
      } catch (error) {
        if (!(error instanceof ElasticsearchRefusedError) || error.status !== 404) throw error;
        id = undefined;
        return readOnce(request, signal);
      }
    },
    async close() {
      const closing = id;
      id = undefined;
      if (closing !== undefined) await closeView(search, closing);
    },
  };
}
