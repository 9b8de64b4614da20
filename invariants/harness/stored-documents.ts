import { callElasticsearch } from './call-elasticsearch.js';

/** A document as Elasticsearch keeps it. */
export interface StoredDocument {
  readonly _id: string;
  readonly _index: string;
  readonly _source: Readonly<Record<string, unknown>>;
}

/** Which documents, and which of their fields; all when none are named. */
export interface WantedDocuments {
  /** Pattern of their indices. */
  readonly pattern: string;
  readonly fields?: readonly string[];
}

interface Page {
  readonly pit_id: string;
  readonly hits: { readonly hits: readonly (StoredDocument & { readonly sort: readonly unknown[] })[] };
}

const PAGE_SIZE = 5_000;
const KEEP_ALIVE = '2m';

/** Every document of some indices, read from Elasticsearch itself after a refresh, not through the api. */
export async function* storedDocuments(
  elasticsearchUrl: string,
  { pattern, fields }: WantedDocuments,
): AsyncGenerator<StoredDocument, void, undefined> {
  const call = (method: string, path: string, body?: unknown) =>
    callElasticsearch(elasticsearchUrl, method, path, body);
  await call('POST', `/${pattern}/_refresh?allow_no_indices=true`);
  const open = `/${pattern}/_pit?keep_alive=${KEEP_ALIVE}&allow_no_indices=true`;
  let pit = ((await call('POST', open)) as { id: string }).id;
  let after: readonly unknown[] | undefined;
  do {
    const page: Page = (await call('POST', '/_search', {
      size: PAGE_SIZE,
      pit: { id: pit, keep_alive: KEEP_ALIVE },
      sort: [{ _shard_doc: 'asc' }],
      ...(fields && { _source: fields }),
      track_total_hits: false,
      ...(after && { search_after: after }),
    })) as Page;
    yield* page.hits.hits;
    pit = page.pit_id;
    after = page.hits.hits.at(-1)?.sort;
  } while (after !== undefined);
  await call('DELETE', '/_pit', { id: pit });
}
