import type { Regex } from './regex/regex-node.js';

/** What a query asks for. */
export type QueryNode =
  | { readonly kind: 'all' }
  /** The analysed tokens of `text` next to each other in `field`; one token is the same as that word. */
  | { readonly kind: 'text'; readonly field: string; readonly text: string }
  | { readonly kind: 'equals'; readonly field: string; readonly value: string | number }
  /** A token of a text, or else a whole value, begins so. */
  | { readonly kind: 'prefix'; readonly field: string; readonly prefix: string }
  /** A token of a text, or else a whole value, is so; a backslash before `*`, `?` or itself takes its meaning. */
  | { readonly kind: 'wildcard'; readonly field: string; readonly pattern: string }
  /** A token of a text, or else a whole value, is of this language. */
  | { readonly kind: 'regexp'; readonly field: string; readonly regex: Regex }
  /** A word that may be misspelt. Only a search can tell: an index has the words that it looks alike among. */
  | { readonly kind: 'fuzzy'; readonly field: string; readonly word: string }
  | { readonly kind: 'exists'; readonly field: string }
  /** Bounds that are left out are open. */
  | { readonly kind: 'range'; readonly field: string; readonly bounds: RangeBounds }
  | { readonly kind: 'not'; readonly node: QueryNode }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly QueryNode[] };

/** Bounds of a range, as Elasticsearch names them. */
export type RangeBounds = Readonly<Partial<Record<RangeOperator, string | number>>>;

/** See {@link RangeBounds}. */
export type RangeOperator = 'gt' | 'gte' | 'lt' | 'lte';
