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

function scalars(value: unknown, indexing: Indexing): readonly (string | number)[] {
  if (Array.isArray(value)) return value.flatMap((each) => scalars(each, indexing));
  const { longest, asText } = indexing;
  if (typeof value === 'string') return value.length > longest ? NONE : [value];
  if (typeof value === 'boolean') return [String(value)];
  return typeof value === 'number' ? [asText ? String(value) : value] : NONE;
}
