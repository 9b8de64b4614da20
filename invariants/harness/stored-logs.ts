import { logsIndexPattern } from '@millrace/schemas';

/** A stored document as far as scenarios look at it. */
export interface StoredLog {
  readonly eventId: string;
  readonly index: string;
  readonly documentId: string;
}

interface Page {
  readonly pit_id: string;
  readonly hits: {
    readonly hits: readonly {
      readonly _id: string;
      readonly _index: string;
      readonly _source: { readonly 'event.id': string };
      readonly sort: readonly unknown[];
    }[];
  };
}

const PAGE_SIZE = 10_000;
const KEEP_ALIVE = '2m';
const DEADLINE_MS = 60_000;

/** Every document of a tenant, read from Elasticsearch itself after a refresh, not through the api. */
export async function* storedLogs(
  elasticsearchUrl: string,
  tenant: string,
): AsyncGenerator<StoredLog, void, undefined> {
  const pattern = logsIndexPattern(tenant);
  await call(elasticsearchUrl, 'POST', `/${pattern}/_refresh?allow_no_indices=true`);
  const open = `/${pattern}/_pit?keep_alive=${KEEP_ALIVE}&allow_no_indices=true`;
  let pit = ((await call(elasticsearchUrl, 'POST', open)) as { id: string }).id;
  let after: readonly unknown[] | undefined;
  do {
    const page: Page = (await call(elasticsearchUrl, 'POST', '/_search', {
      size: PAGE_SIZE,
      pit: { id: pit, keep_alive: KEEP_ALIVE },
      sort: [{ _shard_doc: 'asc' }],
      _source: ['event.id'],
      track_total_hits: false,
      ...(after && { search_after: after }),
    })) as Page;
    for (const { _id, _index, _source } of page.hits.hits) {
      yield { documentId: _id, index: _index, eventId: _source['event.id'] };
    }
    pit = page.pit_id;
    after = page.hits.hits.at(-1)?.sort;
  } while (after !== undefined);
  await call(elasticsearchUrl, 'DELETE', '/_pit', { id: pit });
}

/** Number of documents of a tenant, after a refresh. */
export async function countStored(elasticsearchUrl: string, tenant: string): Promise<number> {
  const pattern = logsIndexPattern(tenant);
  await call(elasticsearchUrl, 'POST', `/${pattern}/_refresh?allow_no_indices=true`);
  const reply = await call(elasticsearchUrl, 'GET', `/${pattern}/_count?allow_no_indices=true`);
  return (reply as { count: number }).count;
}

/** Calls Elasticsearch itself. @throws Error with its answer for a status of 400 and above */
export async function call(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const reply = await fetch(base + path, {
    method,
    signal: AbortSignal.timeout(DEADLINE_MS),
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!reply.ok)
    throw new Error(`calling Elasticsearch: ${method} ${path}: ${reply.status} ${await reply.text()}`);
  return await reply.json();
}
