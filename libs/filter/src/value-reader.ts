import { BOUNDS } from '@millrace/schemas';
import type { FilteredDocument } from './predicate.js';

/** Reads the values of a field of a document. */
export type ReadValues = (document: FilteredDocument) => readonly (string | number)[];

const NONE: readonly never[] = [];

/**
 * Reads the values of a field as the index holds them: attributes are text, a list is each of its items, and a text
 * longer than what is indexed is not there.
 */
export function valueReader(field: string): ReadValues {
  const [, group, name] = /^(attributes|numbers)\.(.+)$/s.exec(field) ?? [];
  if (group === undefined || name === undefined)
    return (document) => scalars(ownValue(document, field), KEYWORD);
  const bounds = group === 'attributes' ? ATTRIBUTE : KEYWORD;
  return (document) => scalars(ownValue(document[group], name), bounds);
}

interface Indexing {
  /** UTF-16 units. */
  readonly longest: number;
  readonly asText: boolean;
}

const KEYWORD: Indexing = { longest: BOUNDS.keywordBytes, asText: false };
const ATTRIBUTE: Indexing = { longest: BOUNDS.attributeValueBytes, asText: true };

function ownValue(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** A list is each of its items, a list among them too; not by recursion, which a deep one would end. */
function scalars(value: unknown, indexing: Indexing): readonly (string | number)[] {
  if (!Array.isArray(value)) return scalar(value, indexing);
  const found: (string | number)[] = [];
  const left: unknown[] = [value];
  while (left.length > 0) {
    const item = left.pop();
    if (Array.isArray(item)) for (const each of item) left.push(each);
    else found.push(...scalar(item, indexing));
  }
  return found;
}

function scalar(value: unknown, { longest, asText }: Indexing): readonly (string | number)[] {
  if (typeof value === 'string') return value.length > longest ? NONE : [value];
  if (typeof value === 'boolean') return [String(value)];
  return typeof value === 'number' ? [asText ? String(value) : value] : NONE;
}
