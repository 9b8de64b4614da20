import type { ParsedQuery, QuerySpan } from './parsed-query.js';
import { QUERY_BOUNDS } from './query-bounds.js';
import type { QueryNode } from './query-node.js';
import { attempt, skipSpace, startReading, stop, take } from './query-reading.js';
import type { QueryReading } from './query-reading.js';
import { matched } from './raw-value.js';
import { readValueTerm } from './read-field-term.js';
import { readTerm } from './read-term.js';
import type { FieldTarget } from './field-term.js';

/** Where in parentheses the reading stands. */
export interface Level {
  readonly depth: number;
  /** The field whose values stand in the parentheses. */
  readonly target?: FieldTarget;
}

const CONNECTIVE = /(?:AND|OR|NOT)(?=[\s()]|$)/y;
const TERM_EXPECTED = 'a word, a "phrase" or field:value; quote it to search for it as text';

/**
 * Reads a query to its end, whatever is wrong with it: gives what was understood, every problem with its place, and what
 * each stretch of characters does. Never throws; takes time in proportion to the length.
 */
export function readQuery(text: string): ParsedQuery {
  // Half of a surrogate pair is no character.
  const reading = startReading(text.toWellFormed());
  const { query, problems } = reading;
  if (query.length > QUERY_BOUNDS.characters) {
    problems.push({ start: QUERY_BOUNDS.characters, end: query.length, expected: 'a shorter query' });
    stop(reading);
  }
  skipSpace(reading);
  const node = reading.next >= query.length ? undefined : alternatives(reading, { depth: 0 });
  const { hints, parts, searchOnly } = reading;
  parts.sort(byStart);
  problems.sort(byStart);
  return { node: node ?? { kind: 'all' }, problems, hints, parts, searchOnly };
}

function byStart(left: QuerySpan, right: QuerySpan): number {
  return left.start - right.start;
}

function alternatives(reading: QueryReading, level: Level): QueryNode | undefined {
  const nodes = [conjunction(reading, level)];
  while (connective(reading) === 'OR') {
    take(reading, 2, 'connective');
    nodes.push(conjunction(reading, level));
  }
  return combined('or', nodes);
}

function conjunction(reading: QueryReading, level: Level): QueryNode | undefined {
  const nodes = [negation(reading, level)];
  while (!atEnd(reading, level) && connective(reading) !== 'OR') {
    if (connective(reading) === 'AND') take(reading, 3, 'connective');
    nodes.push(negation(reading, level));
  }
  return combined('and', nodes);
}

function negation(reading: QueryReading, level: Level): QueryNode | undefined {
  skipSpace(reading);
  const length = connective(reading) === 'NOT' ? 3 : Number(standsForNot(reading, level));
  take(reading, length, 'connective');
  const node = term(reading, level);
  return length === 0 || node === undefined ? node : { kind: 'not', node };
}

/** A minus before a term; before a digit it is the sign of a value that may be a number. */
function standsForNot({ query, next }: QueryReading, { target }: Level): boolean {
  if (query[next] !== '-' || !/[^\s)]/.test(query[next + 1] ?? ' ')) return false;
  const isSign = target !== undefined && (target.kind === 'number' || target.kind === 'unknown');
  return !(isSign && /[\d.]/.test(query[next + 1] ?? ''));
}

function term(reading: QueryReading, level: Level): QueryNode | undefined {
  skipSpace(reading);
  if (atEnd(reading, level) || connective(reading) !== '' || standsForNot(reading, level)) {
    missingTerm(reading, level);
    return undefined;
  }
  if (reading.query[reading.next] === '(') return group(reading, level);
  const start = reading.next;
  const node = attempt(reading, () => {
    const read = level.target
      ? readValueTerm(reading, level.target, level.depth)
      : readTerm(reading, level.depth);
    if (read === undefined || 'kind' in read) return read;
    // The values of a field in parentheses.
    return group(reading, { depth: level.depth, target: read.target });
  });
  // Whatever is wrong with a character, it is not read again.
  if (reading.next === start) reading.next++;
  return node;
}

function missingTerm(reading: QueryReading, level: Level): void {
  const start = reading.next;
  const word = connective(reading);
  const length = word !== '' ? word.length : atEnd(reading, { depth: 0 }) ? 0 : 1;
  const expected = level.target
    ? `a value of ${level.target.field}; quote it for the word itself`
    : TERM_EXPECTED;
  reading.problems.push({ start, end: start + length, expected });
  // What follows OR and AND is read where they stand; nothing else may be read twice.
  if (word === 'NOT' || standsForNot(reading, level)) take(reading, length, 'connective');
}

function group(reading: QueryReading, { depth, target }: Level): QueryNode | undefined {
  const start = reading.next;
  if (depth >= QUERY_BOUNDS.depth) {
    const expected = `at most ${QUERY_BOUNDS.depth} parentheses within each other`;
    reading.problems.push({ start, end: start + 1, expected });
    stop(reading);
    return undefined;
  }
  take(reading, 1, 'parenthesis');
  const known = reading.problems.length;
  const node = alternatives(reading, { depth: depth + 1, ...(target && { target }) });
  if (reading.query[reading.next] === ')') take(reading, 1, 'parenthesis');
  else if (!wasStopped(reading, known))
    reading.problems.push({ start, end: start + 1, expected: 'a closing ) for this one' });
  return node;
}

/** Whether a bound was met since: then the end was not read, and nothing is known to be missing there. */
function wasStopped({ problems }: QueryReading, since: number): boolean {
  return problems.slice(since).some(({ expected }) => expected.startsWith('at most'));
}

function connective({ query, next }: QueryReading): string {
  return matched(CONNECTIVE, query, next);
}

function atEnd(reading: QueryReading, { depth }: Level): boolean {
  skipSpace(reading);
  const { query, next } = reading;
  return next >= query.length || (depth > 0 && query[next] === ')');
}

function combined(kind: 'and' | 'or', nodes: readonly (QueryNode | undefined)[]): QueryNode | undefined {
  const understood = nodes.filter((node) => node !== undefined);
  const [only, second] = understood;
  return only === undefined || second === undefined ? only : { kind, nodes: understood };
}
