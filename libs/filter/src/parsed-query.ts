import type { QueryNode } from './query-node.js';

/** Characters of a query, UTF-16 units from 0, the end exclusive. */
export interface QuerySpan {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with some characters, or probably is. */
export interface QueryProblem extends QuerySpan {
  /** What would have been right there. */
  readonly expected: string;
  /** What was probably meant, to stand in place of the characters. */
  readonly suggestion?: string;
}

/** What some characters of a query do, to colour and to complete them. */
export interface QueryPart extends QuerySpan {
  readonly role: 'word' | 'phrase' | 'field' | 'operator' | 'value' | 'connective' | 'parenthesis';
  /** Of a value: the field that it is compared with, by its whole name. */
  readonly field?: string;
}

/** A term that only a search can answer. */
export interface SearchOnlyTerm extends QuerySpan {
  readonly reason: string;
}

/** All that is known of a query, which need not be right or whole. */
export interface ParsedQuery {
  /** What was understood; terms with a problem are left out. */
  readonly node: QueryNode;
  /** In order of where they begin. Only without any may the query be run. */
  readonly problems: readonly QueryProblem[];
  /**
   * What is right and yet may be a slip: an attribute by a name that is nearly a field's, a text without a word, a text
   * that is nearly a field and its value.
   */
  readonly hints: readonly QueryProblem[];
  /** In order of where they begin. */
  readonly parts: readonly QueryPart[];
  readonly searchOnly: readonly SearchOnlyTerm[];
}
