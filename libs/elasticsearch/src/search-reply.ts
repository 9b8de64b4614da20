/** One document of a search reply. */
export interface SearchHit {
  readonly id: string;
  readonly index: string;
  /** Absent when the request asked for no source. */
  readonly source?: Readonly<Record<string, unknown>>;
  /** Values to go on from (`search_after`); absent when the request names no sort. */
  readonly sort?: readonly unknown[];
  readonly highlight?: Readonly<Record<string, readonly string[]>>;
}

/** What a search found. */
export interface SearchReply {
  readonly hits: readonly SearchHit[];
  /** `gte` when the count stopped at `track_total_hits`; absent when the request turned counting off. */
  readonly total?: { readonly value: number; readonly relation: 'eq' | 'gte' };
  readonly tookMs: number;
  /** The server stopped early; the hits are what it had by then. */
  readonly timedOut: boolean;
  /** Shards that gave no answer: the hits are incomplete when it is not 0. */
  readonly failedShards: number;
  /** Shards that were asked: 0 where no index matched. */
  readonly shards?: number;
  /** Indices whose shards gave no answer, each once; absent when all did. */
  readonly failedIndices?: readonly string[];
  /** Point in time to use with the next page; Elasticsearch may change it between pages. */
  readonly pointInTime?: string;
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

/** A reply of `_search` as it comes. */
export interface RawSearchReply {
  readonly took?: number;
  readonly timed_out?: boolean;
  readonly pit_id?: string;
  readonly _shards?: {
    readonly total?: number;
    readonly failed?: number;
    readonly failures?: readonly { readonly index?: string }[];
  };
  readonly hits?: {
    readonly total?: { readonly value: number; readonly relation: 'eq' | 'gte' };
    readonly hits?: readonly RawHit[];
  };
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

interface RawHit {
  readonly _id: string;
  readonly _index: string;
  readonly _source?: Readonly<Record<string, unknown>>;
  readonly sort?: readonly unknown[];
  readonly highlight?: Readonly<Record<string, readonly string[]>>;
}

/** What a raw reply says. */
export function searchReply(raw: RawSearchReply): SearchReply {
  return {
    hits: (raw.hits?.hits ?? []).map(searchHit),
    ...(raw.hits?.total && { total: raw.hits.total }),
    tookMs: raw.took ?? 0,
    timedOut: raw.timed_out ?? false,
    failedShards: raw._shards?.failed ?? 0,
    ...(raw._shards?.total !== undefined && { shards: raw._shards.total }),
    ...(raw._shards?.failures && { failedIndices: indicesOf(raw._shards.failures) }),
    ...(raw.pit_id !== undefined && { pointInTime: raw.pit_id }),
    ...(raw.aggregations && { aggregations: raw.aggregations }),
  };
}

function searchHit(raw: RawHit): SearchHit {
  return {
    id: raw._id,
    index: raw._index,
    ...(raw._source && { source: raw._source }),
    ...(raw.sort && { sort: raw.sort }),
    ...(raw.highlight && { highlight: raw.highlight }),
  };
}

/** Indices of failures as Elasticsearch lists them, each once. */
export function indicesOf(failures: readonly { readonly index?: string }[]): readonly string[] {
  return [...new Set(failures.flatMap(({ index }) => index ?? []))];
}
