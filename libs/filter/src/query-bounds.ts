/**
 * Bounds that keep one query from costing much: characters (UTF-16 units), terms, parentheses within parentheses, and
 * terms that are wildcards or regular expressions.
 *
 * Elasticsearch reads 30 queries within each other (`indices.query.bool.max_nested_depth`), and one level of parentheses
 * can be two of them, an OR of an AND; some are left for what a query is part of.
 */
export const QUERY_BOUNDS = Object.freeze({ characters: 4_096, terms: 64, depth: 10, patterns: 16 });

/**
 * What an index has to be spared, since it would refuse the whole query: a bound or beginning in bytes of UTF-8, which
 * Lucene makes an automaton of as many states and takes 1,000 of, together with the name of an attribute; and
 * characters of a regular expression as an index is asked for it (`index.max_regex_length`).
 */
export const INDEX_BOUNDS = Object.freeze({ edgeBytes: 512, regexCharacters: 1_000 });
