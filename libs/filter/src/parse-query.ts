import { parseFieldTerm } from './parse-field-term.js';
import type { QueryNode } from './query-node.js';
import { scanQuery } from './query-scanner.js';
import type { QueryToken } from './query-scanner.js';
import { QuerySyntaxError } from './query-syntax-error.js';

/** Bounds that keep one query from costing much: characters, terms, and parentheses within parentheses. */
export const QUERY_BOUNDS = Object.freeze({ characters: 4_096, terms: 64, depth: 16 });

const MESSAGE = 'message';
/** A term that every log meets. */
const EVERYTHING = '*';

interface Cursor {
  readonly tokens: readonly QueryToken[];
  next: number;
  terms: number;
}

/**
 * Understands a query: terms side by side are all wanted; `OR` between terms, `NOT` or `-` before one, parentheses
 * around some. A term is a bare word or a "phrase" of `message`, or `field:value`, `field:[a TO b]`, `field>=value`,
 * `field:*`. An empty query and a lone `*` want everything. Throws {@link QuerySyntaxError} with the column of what is
 * wrong.
 */
export function parseQuery(query: string): QueryNode {
  if (query.length > QUERY_BOUNDS.characters) {
    throw new QuerySyntaxError(
      QUERY_BOUNDS.characters + 1,
      query.length - QUERY_BOUNDS.characters,
      'a shorter query',
    );
  }
  const cursor: Cursor = { tokens: scanQuery(query), next: 0, terms: 0 };
  if (peek(cursor).kind === 'end') return { kind: 'all' };
  const node = alternatives(cursor, 0);
  const { kind, at, length } = peek(cursor);
  if (kind !== 'end') throw new QuerySyntaxError(at + 1, length, 'the end of the query or another term');
  return node;
}

function peek({ tokens, next }: Cursor): QueryToken {
  return tokens[next] ?? { kind: 'end', at: 0, length: 0 };
}

function isWord(token: QueryToken, text: string): boolean {
  return token.kind === 'word' && token.text === text;
}

function alternatives(cursor: Cursor, depth: number): QueryNode {
  const nodes = [conjunction(cursor, depth)];
  while (isWord(peek(cursor), 'OR')) {
    cursor.next++;
    nodes.push(conjunction(cursor, depth));
  }
  return single('or', nodes);
}

function conjunction(cursor: Cursor, depth: number): QueryNode {
  const nodes = [negation(cursor, depth)];
  for (let token = peek(cursor); !endsConjunction(token); token = peek(cursor)) {
    if (isWord(token, 'AND')) cursor.next++;
    nodes.push(negation(cursor, depth));
  }
  return single('and', nodes);
}

function endsConjunction(token: QueryToken): boolean {
  return token.kind === 'end' || token.kind === 'close' || isWord(token, 'OR');
}

function negation(cursor: Cursor, depth: number): QueryNode {
  const token = peek(cursor);
  if (token.kind !== 'minus' && !isWord(token, 'NOT')) return term(cursor, depth);
  cursor.next++;
  return { kind: 'not', node: term(cursor, depth) };
}

function term(cursor: Cursor, depth: number): QueryNode {
  const token = peek(cursor);
  cursor.next++;
  if (token.kind === 'open') return group(cursor, token, depth + 1);
  if (token.kind !== 'word' && token.kind !== 'phrase') throw termExpected(token);
  if (token.kind === 'word' && /^(?:AND|OR|NOT)$/.test(token.text)) throw termExpected(token);
  if (++cursor.terms > QUERY_BOUNDS.terms) {
    throw new QuerySyntaxError(token.at + 1, token.length, `at most ${QUERY_BOUNDS.terms} terms`);
  }
  if (token.kind === 'word' && token.text === EVERYTHING) return { kind: 'all' };
  if (token.kind === 'phrase') return { kind: 'text', field: MESSAGE, text: token.text };
  return parseFieldTerm(token) ?? { kind: 'text', field: MESSAGE, text: token.text };
}

function group(cursor: Cursor, open: QueryToken, depth: number): QueryNode {
  if (depth > QUERY_BOUNDS.depth) {
    throw new QuerySyntaxError(open.at + 1, 1, `at most ${QUERY_BOUNDS.depth} parentheses within each other`);
  }
  const node = alternatives(cursor, depth);
  const token = peek(cursor);
  if (token.kind !== 'close') throw new QuerySyntaxError(open.at + 1, 1, 'a closing ) for this one');
  cursor.next++;
  return node;
}

function termExpected({ at, length }: QueryToken): QuerySyntaxError {
  return new QuerySyntaxError(
    at + 1,
    length,
    'a word, a "phrase" or field:value; quote it to search for it as text',
  );
}

function single(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const [only, second] = nodes;
  return only && second === undefined ? only : { kind, nodes };
}
