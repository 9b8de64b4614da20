import { isDeepStrictEqual } from 'node:util';
import {
  accessPredicates,
  canonicalForm,
  canonicalText,
  compilePredicate,
  parseQuery,
  queryDsl,
  QUERY_BOUNDS,
  QuerySyntaxError,
  readQuery,
} from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';

/** How a text was taken. */
export type Taken = 'understood' | 'search only' | 'refused';

/** Documents as they may arrive, valid or not: a predicate is asked about whatever was parsed. */
const DOCUMENTS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { message: '', severity: 0 },
  {
    message: 'a b 5 warn',
    severity: 13,
    'service.name': 'a',
    attributes: { a: ['a', true], latency_ms: '5' },
    numbers: { x: 5 },
  },
  { message: 5, severity: '13', attributes: [], numbers: 'x', '@timestamp': 5, 'event.truncated': [{}] },
  { message: null, attributes: null, numbers: { x: null }, '@timestamp': '2026-11-21T12:00:00.123000000Z' },
];

/**
 * Reads a text as a query and does with it all that is done with one. Throws Error for what must not happen, whatever
 * the text: another error than QuerySyntaxError, a place outside of the text, a canonical text that means something else.
 */
export function checkQuery(text: string): Taken {
  const { problems, searchOnly, parts, hints } = readQuery(text);
  for (const span of [...problems, ...searchOnly, ...parts, ...hints]) checkSpan(text, span.start, span.end);
  const node = parsed(text);
  if ((node === undefined) !== problems.length > 0) throw new Error('parsing and reading do not agree');
  if (node === undefined) return 'refused';
  const canonical = canonicalForm(node);
  checkCanonical(canonical);
  JSON.stringify(queryDsl(node, { tenant: 't' }));
  if (searchOnly.length > 0) return 'search only';
  accessPredicates(canonical);
  const predicates = [node, canonical].map((each) => compilePredicate(each));
  for (const document of DOCUMENTS) {
    const [first, second] = predicates.map((predicate) => predicate(document));
    if (first !== second) throw new Error('the canonical form decides otherwise');
  }
  return 'understood';
}

function parsed(text: string): QueryNode | undefined {
  try {
    return parseQuery(text);
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    checkSpan(text, error.column - 1, error.column - 1 + error.length);
    return undefined;
  }
}

function checkSpan(text: string, start: number, end: number): void {
  if (start < 0 || end < start || end > text.length)
    throw new Error(`a place from ${start} to ${end} in ${text.length} characters`);
}

function checkCanonical(canonical: QueryNode): void {
  const text = canonicalText(canonical);
  // Quotes and names written out may make it longer than what may be asked.
  if (text.length > QUERY_BOUNDS.characters) return;
  const again = canonicalForm(parseQuery(text));
  if (!isDeepStrictEqual(again, canonical))
    throw new Error(
      `the canonical text ${text} means ${JSON.stringify(again)}, not ${JSON.stringify(canonical)}`,
    );
}
