import { QuerySyntaxError } from './query-syntax-error.js';

/** A piece of a query, with its place in it (from 0). */
export type QueryToken =
  | { readonly kind: 'open' | 'close' | 'minus' | 'end'; readonly at: number; readonly length: number }
  | { readonly kind: 'phrase'; readonly at: number; readonly length: number; readonly text: string }
  | { readonly kind: 'word'; readonly at: number; readonly length: number; readonly text: string };

/** `name:` or `name>=` at the start of a word; the name is letters, digits, `_`, `.`, `@` and `-`, not ending in `-`. */
const FIELD_START = /^[A-Za-z_@](?:[\w.@-]*[\w@])?(?::(?:>=|<=|>|<)?|>=|<=|>|<)/;

/**
 * Splits a query into tokens. Operators are such only at the start of a term: `-` before a term, parentheses around
 * terms. Inside a word `[`, `-`, `/`, `(` and the rest are text, so `sshd[24200]` and `blk_-69` are words. Quotes and
 * brackets directly after `field:` keep their spaces: `name:"a b"` and `field:[1 TO 5]` are one word.
 */
export function scanQuery(query: string): readonly QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  let depth = 0;
  while (at < query.length) {
    const rest = query.slice(at);
    const space = /^\s+/.exec(rest)?.[0].length ?? 0;
    if (space > 0) {
      at += space;
      continue;
    }
    const token = tokenAt(query, at, depth);
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: 'end', at: query.length, length: 0 });
  return tokens;
}

function tokenAt(query: string, at: number, depth: number): QueryToken {
  const first = query[at];
  if (first === '(') return { kind: 'open', at, length: 1 };
  if (first === ')' && depth > 0) return { kind: 'close', at, length: 1 };
  if (first === '-' && /^-[^\s)]/.test(query.slice(at))) return { kind: 'minus', at, length: 1 };
  if (first === '"') {
    const length = quotedLength(query, at);
    return { kind: 'phrase', at, length, text: unquoted(query.slice(at, at + length)) };
  }
  const length = wordLength(query, at, depth);
  return { kind: 'word', at, length, text: query.slice(at, at + length) };
}

/** Length of a word: up to white space, or to the parenthesis that closes the group it stands in. */
function wordLength(query: string, at: number, depth: number): number {
  const field = FIELD_START.exec(query.slice(at))?.[0].length ?? 0;
  const value = query[at + field];
  if (field > 0 && value === '"') return field + quotedLength(query, at + field);
  if (field > 0 && value === '[') return field + bracketLength(query, at + field);
  let own = 0;
  let end = at;
  for (; end < query.length && !/\s/.test(query[end] ?? ''); end++) {
    if (query[end] === '(') own++;
    if (query[end] !== ')') continue;
    if (own === 0 && depth > 0) break;
    own = Math.max(0, own - 1);
  }
  return end - at;
}

function quotedLength(query: string, at: number): number {
  const quoted = /^"(?:[^"\\]|\\.)*"/s.exec(query.slice(at))?.[0];
  if (quoted === undefined) throw new QuerySyntaxError(at + 1, query.length - at, 'a closing " for this one');
  return quoted.length;
}

function bracketLength(query: string, at: number): number {
  const end = query.indexOf(']', at);
  if (end < 0) throw new QuerySyntaxError(at + 1, query.length - at, 'a closing ] for this [');
  return end - at + 1;
}

/** The text between quotes; a backslash takes the next character as it is. */
export function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
}

/** Length of the field and operator a word begins with; 0 for plain text. */
export function fieldStart(word: string): number {
  return FIELD_START.exec(word)?.[0].length ?? 0;
}
