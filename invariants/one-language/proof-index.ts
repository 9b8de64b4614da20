import { logsIndexTemplate } from '@millrace/schemas';
import type { CanonicalDocument } from '@millrace/schemas';
import { uniqueName } from '@millrace/testing';
import { callElasticsearch } from '../harness/call-elasticsearch.js';

/** What a search found, by the documents' ids; or why Elasticsearch refused it. */
export type Found = { readonly ids: ReadonlySet<string> } | { readonly refused: string };

/** An index with the mapping of logs and a random name, which no template and no service knows. */
export interface ProofIndex {
  /** Makes documents searchable; their ids are their `event.id`s. @throws Error when one is not taken as it is */
  add(documents: readonly CanonicalDocument[]): Promise<void>;
  /** Answers of searches, in their order. Each finds at most 100 documents. */
  search(queries: readonly unknown[]): Promise<readonly Found[]>;
  /** The tokens of each text, as those of a message are indexed; at most 10,000 together. */
  tokens(texts: readonly string[]): Promise<readonly (readonly string[])[]>;
  remove(): Promise<void>;
}

interface BulkReply {
  readonly errors: boolean;
  readonly items: readonly { readonly create: { readonly error?: unknown } }[];
}
interface SearchReply {
  readonly error?: { readonly root_cause?: readonly { readonly reason?: string }[] };
  readonly hits?: { readonly hits?: readonly { readonly _id: string }[] };
}

interface AnalysedToken {
  readonly token: string;
  readonly start_offset: number;
}

const HITS = 100;
const SEARCHES_A_REQUEST = 64;
/** Between the texts of one request, as Lucene counts. */
const OFFSET_GAP = 1;
const REPLY = 'responses.error.root_cause.reason,responses.hits.hits._id,responses.status';
const DEADLINE_MS = 60_000;

/**
 * Creates a {@link ProofIndex}, as the indexer creates those of logs. Once `signal` is aborted nothing is asked any more
 * and every call but `remove` rejects: a request under way could make a removed index anew, so each is waited for.
 */
export async function createProofIndex(elasticsearch: string, signal?: AbortSignal): Promise<ProofIndex> {
  const index = uniqueName('one-language');
  const { template } = logsIndexTemplate({ shards: 1, replicas: 0, refreshInterval: '-1' });
  const { settings, mappings } = template;
  await callElasticsearch(elasticsearch, 'PUT', `/${index}`, { settings, mappings });
  return {
    async add(documents) {
      signal?.throwIfAborted();
      const lines = documents.flatMap((document) => [
        JSON.stringify({ create: { _id: document['event.id'] } }),
        JSON.stringify(document),
      ]);
      const path = `/${index}/_bulk?refresh=true&filter_path=errors,items.*.error`;
      const reply = (await send(elasticsearch, path, lines)) as BulkReply;
      if (reply.errors)
        throw new Error(`indexing random documents: ${JSON.stringify(reply.items.slice(0, 1))}`);
    },
    async search(queries) {
      const found: Found[] = [];
      for (let at = 0; at < queries.length; at += SEARCHES_A_REQUEST) {
        signal?.throwIfAborted();
        const lines = queries
          .slice(at, at + SEARCHES_A_REQUEST)
          .flatMap((query) => [
            '{}',
            JSON.stringify({ query, size: HITS, _source: false, track_total_hits: false }),
          ]);
        const path = `/${index}/_msearch?filter_path=${REPLY}`;
        const { responses } = (await send(elasticsearch, path, lines)) as {
          responses: readonly SearchReply[];
        };
        found.push(...responses.map(foundIn));
      }
      return found;
    },
    async tokens(texts) {
      signal?.throwIfAborted();
      const body = { field: 'message', text: texts };
      const reply = await callElasticsearch(elasticsearch, 'POST', `/${index}/_analyze`, body);
      return tokensOfEach(texts, (reply as { tokens: readonly AnalysedToken[] }).tokens);
    },
    async remove() {
      await callElasticsearch(elasticsearch, 'DELETE', `/${index}`);
    },
  };
}

/** Offsets are counted through all texts, with a gap between two. */
function tokensOfEach(
  texts: readonly string[],
  tokens: readonly AnalysedToken[],
): readonly (readonly string[])[] {
  let start = 0;
  let next = 0;
  return texts.map((text) => {
    const end = start + text.length;
    const own: string[] = [];
    for (let token = tokens[next]; token && token.start_offset < end; token = tokens[++next])
      own.push(token.token);
    start = end + OFFSET_GAP;
    return own;
  });
}

function foundIn({ error, hits }: SearchReply): Found {
  return error
    ? { refused: error.root_cause?.[0]?.reason ?? 'no reason given' }
    : { ids: new Set((hits?.hits ?? []).map(({ _id }) => _id)) };
}

async function send(elasticsearch: string, path: string, lines: readonly string[]): Promise<unknown> {
  const reply = await fetch(elasticsearch + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${lines.join('\n')}\n`,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!reply.ok)
    throw new Error(`calling Elasticsearch: POST ${path}: ${reply.status} ${await reply.text()}`);
  return await reply.json();
}
