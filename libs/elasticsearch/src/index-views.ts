import { createHash } from 'node:crypto';
import type { ElasticsearchClient } from './elasticsearch-client.js';
import { callElasticsearch, ElasticsearchUnavailableError } from './elasticsearch-error.js';
import type { IndexAdmin, IndexDescription } from './index-admin.js';

/** Which indices: of a pattern, those whose names are taken. */
export interface ViewedIndices {
  readonly pattern: string;
  readonly takes: (index: string) => boolean;
}

/** What searches see of indices. */
export interface IndexViews {
  /**
   * A text that stands for what a search of these indices can see now: another one after a document was added, changed
   * or deleted in any shard and refreshed, or an index was made, made again or deleted. What is not refreshed does not
   * show. It may change without need (segments were merged, a copy moved). Costs two calls, neither of which looks at a
   * document; no search is run. Rejects as `IndexAdmin` does, and when a shard does not answer.
   */
  mark(indices: ViewedIndices, signal: AbortSignal): Promise<string>;
}

interface ShardCopy {
  readonly routing?: { readonly node?: string };
  readonly segments?: Readonly<Record<string, Segment>>;
}

interface Segment {
  readonly num_docs: number;
  readonly deleted_docs: number;
  readonly size_in_bytes: number;
  /** Absent or false: written, but not yet seen by searches. */
  readonly search?: boolean;
}

interface SegmentsReply {
  readonly _shards?: { readonly failed?: number };
  readonly indices?: Readonly<
    Record<string, { readonly shards?: Readonly<Record<string, readonly ShardCopy[]>> }>
  >;
}

const FIELDS = ['num_docs', 'deleted_docs', 'size_in_bytes', 'search'];
const FILTER_PATH = [
  '_shards.failed',
  'indices.*.shards.*.routing.node',
  ...FIELDS.map((field) => `indices.*.shards.*.segments.*.${field}`),
].join();
const OPEN_INDICES = { ignore_unavailable: 'true', allow_no_indices: 'true', expand_wildcards: 'open' };
/** Names that fit the 4 KiB that Elasticsearch takes as the first line of a request. */
const MAX_NAMES = 30;

/** See {@link IndexViews}. */
export function createIndexViews(client: ElasticsearchClient, admin: Pick<IndexAdmin, 'list'>): IndexViews {
  return {
    async mark({ pattern, takes }, signal) {
      const listed = (await admin.list(pattern, signal)).filter(({ index }) => takes(index));
      const hash = createHash('sha256');
      // After the list: whoever finds the same ids before and after something knows that these were the same indices.
      const segments = listed.length === 0 ? {} : await segmentsOf(client, { pattern, listed }, signal);
      for (const { index, uuid } of listed.toSorted((a, b) => (a.index < b.index ? -1 : 1)))
        hash.update(JSON.stringify([index, uuid, seen(segments[index]?.shards ?? {})]));
      return hash.digest('base64url');
    },
  };
}

async function segmentsOf(
  client: ElasticsearchClient,
  { pattern, listed }: { readonly pattern: string; readonly listed: readonly IndexDescription[] },
  signal: AbortSignal,
): Promise<NonNullable<SegmentsReply['indices']>> {
  const action = 'reading the segments of indices';
  const names = listed.map(({ index }) => index);
  const path = `/${encodeURIComponent(names.length > MAX_NAMES ? pattern : names.join())}/_segments`;
  const querystring = { ...OPEN_INDICES, filter_path: FILTER_PATH };
  const reply = await callElasticsearch(action, signal, () =>
    client.transport.request<SegmentsReply>({ method: 'GET', path, querystring }, { signal }),
  );
  const failed = reply._shards?.failed ?? 0;
  if (failed > 0) throw new ElasticsearchUnavailableError(action, undefined, `${failed} shards failed`);
  return reply.indices ?? {};
}

/** A segment is never written again; documents of it can only be deleted, which its counts show. */
function seen(shards: Readonly<Record<string, readonly ShardCopy[]>>): readonly string[] {
  return Object.entries(shards)
    .flatMap(([shard, copies]) =>
      copies.flatMap(({ routing, segments = {} }) =>
        Object.entries(segments)
          .filter(([, { search }]) => search)
          .map(([name, { num_docs: live, deleted_docs: deleted, size_in_bytes: bytes }]) =>
            [shard, routing?.node, name, live, deleted, bytes].join(),
          ),
      ),
    )
    .sort();
}
