import type { QueryNode } from '@millrace/filter';

/** Written in one way only: nothing in it is escaped in JSON or compared as something else. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_.:/-]*$/;
/** Times are compared as instants, whichever way they are written. */
const TIME_FIELDS: ReadonlySet<string> = new Set(['@timestamp', 'event.created']);

/**
 * Texts of which a document's JSON holds at least one if it meets the query; undefined when there are none to be sure
 * of. They spare most documents the parsing.
 */
export function wordsOfQuery(node: QueryNode): readonly string[] | undefined {
  switch (node.kind) {
    case 'all':
    case 'not':
      return undefined;
    case 'equals':
      return [wordOfValue(node.field, node.value) ?? wordOfField(node.field)];
    case 'text':
    case 'exists':
    case 'range':
    case 'prefix':
    case 'wildcard':
    case 'regexp':
    case 'fuzzy':
      return [wordOfField(node.field)];
    case 'and':
      return node.nodes.map(wordsOfQuery).reduce(moreTelling, undefined);
    case 'or':
      return together(node.nodes.map(wordsOfQuery));
  }
}

function wordOfValue(field: string, value: string | number): string | undefined {
  return typeof value === 'string' && PLAIN.test(value) && !TIME_FIELDS.has(field) ? value : undefined;
}

/** The name as it stands in the document, which holds attributes and numbers under their own names. */
function wordOfField(field: string): string {
  return JSON.stringify(field.replace(/^(?:attributes|numbers)\./, ''));
}

/** Fewer alternatives tell more, and of one each the longer. */
function moreTelling(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!one || !other) return one ?? other;
  const shortest = (words: readonly string[]) => Math.min(...words.map((word) => word.length));
  if (one.length !== other.length) return one.length < other.length ? one : other;
  return shortest(one) >= shortest(other) ? one : other;
}

function together(alternatives: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const words = alternatives.filter((each) => each !== undefined);
  return words.length === alternatives.length ? words.flat() : undefined;
}
