/**
 * Bounds that keep one query from costing much: characters (UTF-16 units), terms, parentheses within parentheses, and
 * terms that are wildcards or regular expressions.
 */
export const QUERY_BOUNDS = Object.freeze({ characters: 4_096, terms: 64, depth: 16, patterns: 16 });
