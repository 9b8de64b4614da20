import { logsMapping } from '@millrace/schemas';

/** How the values of a field compare. */
export type FieldKind = 'keyword' | 'text' | 'date' | 'number' | 'attribute' | 'unknown';

// Maps, because a name in a query may be that of something every object has.
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['level', 'log.level'],
  ['service', 'service.name'],
  ['host', 'host.name'],
]);
const KIND_BY_MAPPING: ReadonlyMap<unknown, FieldKind> = new Map([
  ['keyword', 'keyword'],
  ['text', 'text'],
  ['date', 'date'],
  ['date_nanos', 'date'],
  ['byte', 'number'],
  ['double', 'number'],
]);
const MAPPING = new Map(Object.entries(logsMapping()));

/** Names that a query may call a field of the schema by, aliases too. */
export const FIELD_NAMES: readonly string[] = [
  ...[...MAPPING.keys()].filter((field) => KIND_BY_MAPPING.has(MAPPING.get(field)?.['type'])),
  ...ALIASES.keys(),
];

/** How a name in a query is spelt, as a regular expression: letters, digits, `_`, `.`, `@` and `-`, not ending in `-`. */
export const NAME_SPELLING = String.raw`[A-Za-z_@](?:[\w.@-]*[\w@])?`;

/** The field a name in a query stands for: `level` is `log.level`. */
export function fieldOf(name: string): string {
  return ALIASES.get(name) ?? name;
}

/**
 * Kind of a field of the canonical document. Names under `numbers.` are numbers, under `attributes.` attributes; any
 * other name is unknown: it may be one under either.
 */
export function fieldKind(field: string): FieldKind {
  if (field.startsWith('numbers.')) return 'number';
  if (field.startsWith('attributes.')) return 'attribute';
  return KIND_BY_MAPPING.get(MAPPING.get(field)?.['type']) ?? 'unknown';
}
