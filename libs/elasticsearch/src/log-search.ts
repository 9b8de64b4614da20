import type { ElasticsearchClient } from './elasticsearch-client.js';
import { callElasticsearch, ElasticsearchUnavailableError } from './elasticsearch-error.js';
import { searchReply } from './search-reply.js';
import type { RawSearchReply, SearchReply } from './search-reply.js';

/** A search: over indices, or over a point in time that the body names under `pit`. */
export interface SearchRequest {
  /** Index, alias or pattern; none may match. Leave out with a point in time. */
  readonly index?: string;
  /** Body of `_search`, as Elasticsearch spells it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Bytes the answer may have at most; a larger one is given up with `ElasticsearchReplyTooLargeError`. */
  readonly maxReplyBytes?: number;
}

/**
 * Searching logs. Every method rejects with `ElasticsearchUnavailableError` when trying again may help,
 * `ElasticsearchRefusedError` when the cluster said no (a malformed query is 400, an expired point in time 404), and
 * the signal's reason when that aborts.
 */
export interface LogSearch {
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchReply>;
  /** Matching documents; 0 when no index matches. */
  count(index: string, query: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<number>;
  /** A frozen view of the indices that match a pattern now, possibly none; lives for `keepAliveMs` after each use. */
  openPointInTime(index: string, keepAliveMs: number, signal: AbortSignal): Promise<string>;
  /** Frees a point in time; one that is gone already is no error. */
  closePointInTime(id: string, signal: AbortSignal): Promise<void>;
  /** Which of these documents exist now, refreshed or not; `id` within `index`. None do in an index that is missing. */
  existing(documents: readonly DocumentAddress[], signal: AbortSignal): Promise<readonly boolean[]>;
  /** These documents as they are now, refreshed or not; undefined in the place of one that does not exist. */
  sources(
    documents: readonly DocumentAddress[],
    signal: AbortSignal,
  ): Promise<readonly (DocumentSource | undefined)[]>;
}

/** A document as it was indexed. */
export type DocumentSource = Readonly<Record<string, unknown>>;

/** Where one document would be. */
export interface DocumentAddress {
  readonly index: string;
  readonly id: string;
}

const NO_MATCH_ALLOWED = { ignore_unavailable: 'true', allow_no_indices: 'true' };

/** See {@link LogSearch}. */
export function createLogSearch(client: ElasticsearchClient): LogSearch {
  return {
    search: (request, signal) => search(client, request, signal),
    count: (index, query, signal) => count(client, { index, query }, signal),
    async openPointInTime(index, keepAliveMs, signal) {
      const reply = await callElasticsearch('opening a point in time', signal, () =>
        client.openPointInTime(
          { index, keep_alive: `${keepAliveMs}ms`, ignore_unavailable: true },
          { signal },
        ),
      );
      return reply.id;
    },
    async closePointInTime(id, signal) {
      await callElasticsearch('closing a point in time', signal, () =>
        client.closePointInTime({ id }, { signal, ignore: [404] }),
      );
    },
    async existing(documents, signal) {
      const found = await lookUp(client, { documents, source: false }, signal);
      return found.map((each) => each.found === true);
    },
    async sources(documents, signal) {
      const found = await lookUp(client, { documents, source: true }, signal);
      return found.map(({ _source }) => _source);
    },
  };
}

async function search(
  client: ElasticsearchClient,
  { index, body, maxReplyBytes }: SearchRequest,
  signal: AbortSignal,
): Promise<SearchReply> {
  const path = index === undefined ? '/_search' : `/${encodeURIComponent(index)}/_search`;
  const querystring = index === undefined ? {} : NO_MATCH_ALLOWED;
  const options = { signal, ...(maxReplyBytes !== undefined && { maxResponseSize: maxReplyBytes }) };
  const raw = await callElasticsearch('searching logs', signal, () =>
    client.transport.request<RawSearchReply>({ method: 'POST', path, querystring, body }, options),
  );
  return searchReply(raw);
}

async function count(
  client: ElasticsearchClient,
  { index, query }: { readonly index: string; readonly query: Readonly<Record<string, unknown>> },
  signal: AbortSignal,
): Promise<number> {
  const path = `/${encodeURIComponent(index)}/_count`;
  const reply = await callElasticsearch('counting logs', signal, () =>
    client.transport.request<{ count: number }>(
      { method: 'POST', path, querystring: NO_MATCH_ALLOWED, body: { query } },
      { signal },
    ),
  );
  return reply.count;
}

interface LookUp {
  readonly documents: readonly DocumentAddress[];
  readonly source: boolean;
}

async function lookUp(
  client: ElasticsearchClient,
  { documents, source }: LookUp,
  signal: AbortSignal,
): Promise<readonly LookedUp[]> {
  if (documents.length === 0) return [];
  const docs = documents.map(({ index, id }) => ({ _index: index, _id: id, _source: source }));
  const querystring = { filter_path: 'docs._id,docs.found,docs._source,docs.error.type' };
  const reply = await callElasticsearch('looking documents up', signal, () =>
    client.transport.request<{ docs: readonly LookedUp[] }>(
      { method: 'POST', path: '/_mget', querystring, body: { docs } },
      { signal },
    ),
  );
  for (const { error } of reply.docs) {
    // A shard that does not answer says nothing about the document, which must not count as missing.
    if (error !== undefined && error.type !== 'index_not_found_exception')
      throw new ElasticsearchUnavailableError('looking documents up', undefined, error.type);
  }
  return reply.docs;
}

interface LookedUp {
  readonly found?: boolean;
  readonly _source?: DocumentSource;
  readonly error?: { readonly type?: string };
}
