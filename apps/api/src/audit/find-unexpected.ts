import type { LogSearch } from '@millrace/elasticsearch';
import { logsIndexPattern } from '@millrace/schemas';
import type { DocumentIdSet } from './document-id-set.js';

/** A document that no record stands for. */
export interface UnexpectedDocument {
  readonly documentId: string;
  readonly index: string;
}

/** Documents of these tenants that were accepted in a stretch of time, `from ≤ event.created < to`, ms since 1970. */
export interface UnexpectedSearch {
  readonly tenants: ReadonlySet<string>;
  readonly fromMs: number;
  readonly toMs: number;
  /** Ids of the records appended in a stretch that lies around this one. */
  readonly ids: DocumentIdSet;
}

const PAGE = 5_000;
const KEEP_ALIVE_MS = 60_000;

/** Walks through the documents of a stretch of time and yields those whose id is not among the records'. */
export async function* findUnexpected(
  search: LogSearch,
  { tenants, fromMs, toMs, ids }: UnexpectedSearch,
  signal: AbortSignal,
): AsyncGenerator<UnexpectedDocument> {
  if (tenants.size === 0 || fromMs >= toMs) return;
  const pattern = [...tenants].map((tenant) => logsIndexPattern(tenant)).join(',');
  const created = { gte: fromMs, lt: toMs, format: 'epoch_millis' };
  let pit = await search.openPointInTime(pattern, KEEP_ALIVE_MS, signal);
  let after: readonly unknown[] | undefined;
  try {
    do {
      const body = {
        size: PAGE,
        query: { bool: { filter: [{ range: { 'event.created': created } }] } },
        pit: { id: pit, keep_alive: `${KEEP_ALIVE_MS}ms` },
        sort: [{ _shard_doc: 'asc' }],
        _source: false,
        track_total_hits: false,
        ...(after && { search_after: after }),
      };
      const reply = await search.search({ body }, signal);
      for (const { id, index } of reply.hits) if (!ids.has(id)) yield { documentId: id, index };
      pit = reply.pointInTime ?? pit;
      after = reply.hits.length === PAGE ? reply.hits.at(-1)?.sort : undefined;
    } while (after !== undefined);
  } finally {
    await search.closePointInTime(pit, AbortSignal.timeout(KEEP_ALIVE_MS)).catch(() => undefined);
  }
}
