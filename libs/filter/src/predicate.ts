import { comparableStamp, dateBounds, wholeDates } from './date-bounds.js';
import { fieldKind } from './field-kind.js';
import type { QueryNode, RangeBounds, RangeOperator } from './query-node.js';
import { standardTokens } from './standard-tokens.js';
import type { Tokeniser } from './standard-tokens.js';
import { wordMemo } from './word-memo.js';

/** A parsed canonical document: flat, with the objects `attributes` and `numbers`. */
export type FilteredDocument = Readonly<Record<string, unknown>>;

/** Whether a document meets a query. Never throws, whatever the document holds. */
export type Predicate = (document: FilteredDocument) => boolean;

/**
 * Compiles a query to a function that decides in memory what Elasticsearch decides from its index. A text term holds
 * where its words stand side by side in the field.
 */
export function compilePredicate(node: QueryNode, tokenise: Tokeniser = standardTokens): Predicate {
  switch (node.kind) {
    case 'all':
      return () => true;
    case 'text':
      return textPredicate(node.field, tokenise(node.text), tokenise);
    case 'equals':
      return equalsPredicate(node.field, node.value);
    case 'exists':
      return existsPredicate(node.field);
    case 'range':
      return rangePredicate(node.field, node.bounds);
    case 'not':
      return negated(compilePredicate(node.node, tokenise));
    case 'and':
      return every(node.nodes.map((each) => compilePredicate(each, tokenise)));
    case 'or':
      return some(node.nodes.map((each) => compilePredicate(each, tokenise)));
  }
}

function negated(predicate: Predicate): Predicate {
  return (document) => !predicate(document);
}

function every(predicates: readonly Predicate[]): Predicate {
  return (document) => predicates.every((predicate) => predicate(document));
}

function some(predicates: readonly Predicate[]): Predicate {
  return (document) => predicates.some((predicate) => predicate(document));
}

/** Looking for the longest word in the plain text first spares most documents the splitting, which is done once. */
function textPredicate(field: string, phrase: readonly string[], tokenise: Tokeniser): Predicate {
  const wordsOf = wordMemo(tokenise);
  const rarest = phrase.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
  if (rarest === '') return () => false;
  return (document) => {
    const text = document[field];
    if (typeof text !== 'string') return false;
    const words = wordsOf(document, field, text);
    if (!words.mayHold(rarest)) return false;
    return phrase.length === 1 ? words.all().has(rarest) : holdsPhrase(words.inOrder(), phrase);
  };
}

function holdsPhrase(tokens: readonly string[], phrase: readonly string[]): boolean {
  for (let at = 0; at <= tokens.length - phrase.length; at++) {
    if (phrase.every((word, index) => tokens[at + index] === word)) return true;
  }
  return false;
}

function equalsPredicate(field: string, value: string | number): Predicate {
  if (fieldKind(field) === 'date') {
    const { first, last } = dateBounds(String(value));
    return datePredicate(field, (stamp) => stamp >= first && stamp <= last);
  }
  const valuesOf = reader(field);
  return (document) => valuesOf(document).some((each) => each === value);
}

function existsPredicate(field: string): Predicate {
  const readers = fieldKind(field) === 'unknown' ? [`attributes.${field}`, `numbers.${field}`] : [field];
  const valuesOf = readers.map(reader);
  return (document) => valuesOf.some((values) => values(document).length > 0);
}

function rangePredicate(field: string, bounds: RangeBounds): Predicate {
  const kind = fieldKind(field);
  if (kind === 'date') return dateRange(field, bounds);
  const tests = Object.entries(bounds).map(([operator, bound]) =>
    comparison(operator as RangeOperator, bound),
  );
  const valuesOf = reader(field);
  return (document) => valuesOf(document).some((value) => tests.every((test) => test(value)));
}

/** Whole stamps compare as strings. */
function dateRange(field: string, bounds: RangeBounds): Predicate {
  const tests = Object.entries(wholeDates(bounds)).map(([operator, bound]) => {
    const edge = String(bound);
    const holds: Readonly<Record<RangeOperator, (stamp: string) => boolean>> = {
      gt: (stamp) => stamp > edge,
      gte: (stamp) => stamp >= edge,
      lt: (stamp) => stamp < edge,
      lte: (stamp) => stamp <= edge,
    };
    return holds[operator as RangeOperator];
  });
  return datePredicate(field, (stamp) => tests.every((test) => test(stamp)));
}

function datePredicate(field: string, test: (stamp: string) => boolean): Predicate {
  return (document) => {
    const stamp = document[field];
    return typeof stamp === 'string' && test(comparableStamp(stamp));
  };
}

function comparison(operator: RangeOperator, bound: string | number): (value: string | number) => boolean {
  const order = (value: string | number): number | undefined => {
    if (typeof value === 'number' && typeof bound === 'number') return value - bound;
    if (typeof value === 'string' && typeof bound === 'string') return compareBytes(value, bound);
    return undefined;
  };
  const holds: Readonly<Record<RangeOperator, (order: number) => boolean>> = {
    gt: (order) => order > 0,
    gte: (order) => order >= 0,
    lt: (order) => order < 0,
    lte: (order) => order <= 0,
  };
  return (value) => {
    const sign = order(value);
    return sign !== undefined && holds[operator](sign);
  };
}

/** The order of keywords in an index is that of their UTF-8 bytes, which differs from UTF-16's beyond U+D7FF. */
function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

type ReadValues = (document: FilteredDocument) => readonly (string | number)[];

/** Reads the values of a field as the index holds them: flattened values are text, a list is each of its items. */
function reader(field: string): ReadValues {
  const [, group, name] = /^(attributes|numbers)\.(.+)$/s.exec(field) ?? [];
  if (group === undefined || name === undefined) return (document) => scalars(ownValue(document, field));
  const read: ReadValues = (document) => scalars(ownValue(document[group], name));
  return group === 'attributes' ? (document) => read(document).map(String) : read;
}

function ownValue(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function scalars(value: unknown): readonly (string | number)[] {
  if (Array.isArray(value)) return value.flatMap(scalars);
  if (typeof value === 'boolean') return [String(value)];
  return typeof value === 'string' || typeof value === 'number' ? [value] : [];
}
