import type { QueryPart, QueryProblem, QuerySpan, SearchOnlyTerm } from './parsed-query.js';
import { QUERY_BOUNDS } from './query-bounds.js';
import type { QueryNode } from './query-node.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import { standardTokens } from './standard-tokens.js';

/** How far a query has been read, and what was found. */
export interface QueryReading {
  readonly query: string;
  next: number;
  terms: number;
  patterns: number;
  readonly problems: QueryProblem[];
  readonly hints: QueryProblem[];
  readonly parts: QueryPart[];
  readonly searchOnly: SearchOnlyTerm[];
}

/** A reading that stands before the first character. */
export function startReading(query: string): QueryReading {
  return { query, next: 0, terms: 0, patterns: 0, problems: [], hints: [], parts: [], searchOnly: [] };
}

/** Skips white space. */
export function skipSpace(reading: QueryReading): void {
  while (/\s/.test(reading.query[reading.next] ?? '')) reading.next++;
}

/** Names what some characters do, and goes on behind them. */
export function take(reading: QueryReading, length: number, role: QueryPart['role']): void {
  if (length === 0) return;
  const start = reading.next;
  reading.next = start + length;
  reading.parts.push({ start, end: reading.next, role });
}

/** Reads nothing further. */
export function stop(reading: QueryReading): void {
  reading.next = reading.query.length;
}

/** Runs a part of the reading; a mistake in it is written down, and the part is left out of the query. */
export function attempt(reading: QueryReading, read: () => QueryNode | undefined): QueryNode | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    reading.problems.push(problemOf(error));
    return undefined;
  }
}

/** A mistake as a problem. */
function problemOf({ column, length, expected, suggestion }: QuerySyntaxError): QueryProblem {
  const start = column - 1;
  return { start, end: start + length, expected, ...(suggestion !== undefined && { suggestion }) };
}

/** Counts a term that was read; from one too many on, nothing is read. */
export function countTerm(reading: QueryReading, node: QueryNode, span: QuerySpan): QueryNode | undefined {
  reading.terms++;
  if (node.kind === 'fuzzy')
    reading.searchOnly.push({ start: span.start, end: span.end, reason: SEARCH_ONLY });
  const isWordless = node.kind === 'text' && standardTokens(node.text).length === 0;
  // The sign of `level = warn` is a part of what was pointed at already.
  if (isWordless && (reading.hints.at(-1)?.end ?? 0) <= span.start)
    reading.hints.push({ start: span.start, end: span.end, expected: WORDLESS });
  const isPattern = node.kind === 'wildcard' || node.kind === 'regexp';
  if (isPattern && !countPattern(reading, span)) return undefined;
  if (reading.terms <= QUERY_BOUNDS.terms) return node;
  stopAt(reading, span, `at most ${QUERY_BOUNDS.terms} terms`);
  return undefined;
}

/**
 * Counts a pattern, also one that was refused: to find it too large took the work of one that is not. False from one too
 * many on; then nothing is read.
 */
export function countPattern(reading: QueryReading, span: QuerySpan): boolean {
  reading.patterns++;
  if (reading.patterns <= QUERY_BOUNDS.patterns) return true;
  stopAt(reading, span, `at most ${QUERY_BOUNDS.patterns} wildcards and regular expressions`);
  return false;
}

function stopAt(reading: QueryReading, { start, end }: QuerySpan, expected: string): void {
  reading.problems.push({ start, end, expected });
  stop(reading);
}

const WORDLESS = 'a letter, a digit or a picture in it; words are looked for, and no log has this one';
const SEARCH_ONLY =
  'a word without ~: misspelt words are found in an index, by a search, and not in a stream';
