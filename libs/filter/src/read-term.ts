import { meantTerm } from './meant-term.js';
import { barePrefix } from './pattern-term.js';
import type { QueryPart } from './parsed-query.js';
import type { QueryNode } from './query-node.js';
import { countTerm, stop } from './query-reading.js';
import type { QueryReading } from './query-reading.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import { matched, readQuoted, wordEnd } from './raw-value.js';
import type { RawValue } from './raw-value.js';
import { readFieldTerm, readHead } from './read-field-term.js';
import type { OpenedGroup } from './read-field-term.js';
import { onlyWord } from './standard-tokens.js';

const MESSAGE = 'message';
/** A term that every log meets. */
const EVERYTHING = '*';
const LONE_SIGN = /(?:>=|<=|>|<)(?=[\s)]|$)/y;

/** Reads the term that begins here, or a field and up to the parenthesis of its values. Throws QuerySyntaxError. */
export function readTerm(reading: QueryReading, depth: number): QueryNode | OpenedGroup | undefined {
  const { query, next: at } = reading;
  if (query[at] === '"') return readPhrase(reading, { kind: 'text', field: MESSAGE }, depth);
  const sign = matched(LONE_SIGN, query, at);
  if (sign !== '') {
    reading.next += sign.length;
    throw new QuerySyntaxError(
      at + 1,
      sign.length,
      `a field and a value directly around ${sign}: severity>=13`,
    );
  }
  const head = readHead(query, at);
  if (head) {
    const read = readFieldTerm(reading, head, depth);
    // Nothing of a word that is text was read; what met a bound was, and is no text.
    if (read !== undefined || reading.next > at) return read;
  }
  const meant = meantTerm(query, at);
  if (meant) reading.hints.push(meant);
  const end = wordEnd({ query, at, depth }, false);
  return accept(reading, bareWord(query.slice(at, end)), [{ start: at, end, role: 'word' }]);
}

function readPhrase(
  reading: QueryReading,
  node: { readonly kind: 'text'; readonly field: string },
  depth: number,
): QueryNode | undefined {
  const { query, next: at } = reading;
  const { start, end, text } = readQuotedValue(reading, () => readQuoted({ query, at, depth }));
  return accept(reading, { ...node, text }, [{ start, end, role: 'phrase' }]);
}

function bareWord(text: string): QueryNode {
  if (text === EVERYTHING) return { kind: 'all' };
  const prefix = barePrefix(text);
  if (prefix !== undefined) return { kind: 'prefix', field: MESSAGE, prefix };
  const word = text.endsWith('~') ? onlyWord(text.slice(0, -1)) : undefined;
  return word === undefined
    ? { kind: 'text', field: MESSAGE, text }
    : { kind: 'fuzzy', field: MESSAGE, word };
}

function readQuotedValue<V extends RawValue>(reading: QueryReading, read: () => V): V {
  try {
    return read();
  } catch (error) {
    stop(reading);
    throw error;
  }
}

function accept(reading: QueryReading, node: QueryNode, [part]: readonly [QueryPart]): QueryNode | undefined {
  reading.next = part.end;
  reading.parts.push(part);
  return countTerm(reading, node, part);
}
