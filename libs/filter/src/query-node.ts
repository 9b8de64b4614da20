/** What a query asks for. */
export type QueryNode =
  | { readonly kind: 'all' }
  /** The analysed tokens of `text` next to each other in `field`; one token is the same as that word. */
  | { readonly kind: 'text'; readonly field: string; readonly text: string }
  | { readonly kind: 'equals'; readonly field: string; readonly value: string | number }
  | { readonly kind: 'exists'; readonly field: string }
  /** Bounds that are left out are open. */
  | { readonly kind: 'range'; readonly field: string; readonly bounds: RangeBounds }
  | { readonly kind: 'not'; readonly node: QueryNode }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly QueryNode[] };

/** Bounds of a range, as Elasticsearch names them. */
export type RangeBounds = Readonly<Partial<Record<RangeOperator, string | number>>>;

/** See {@link RangeBounds}. */
export type RangeOperator = 'gt' | 'gte' | 'lt' | 'lte';
