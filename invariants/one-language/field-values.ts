import type { CanonicalDocument } from '@millrace/schemas';
import type { FieldType } from './proof-cells.js';
import { ATTRIBUTE_NAMES, NUMBER_NAMES } from './random-documents.js';

const NAME = /^[A-Za-z_@](?:[\w.@-]*[\w@])?$/;
const names = (list: readonly string[]) => list.filter((name) => NAME.test(name));

/** Names that are fields of the schema stand for those, and so are not unknown. */
const UNKNOWN = names([...ATTRIBUTE_NAMES, ...NUMBER_NAMES]).filter(
  (name) => !['message', 'level'].includes(name),
);

const FIELDS: Readonly<Record<FieldType, readonly string[]>> = {
  text: ['message', 'message', 'error.message', 'error.stack_trace'],
  keyword: [
    'service.name',
    'service',
    'host.name',
    'log.level',
    'level',
    'error.type',
    'trace.id',
    'event.truncated',
  ],
  date_nanos: ['@timestamp'],
  date: ['event.created'],
  byte: ['severity'],
  double: ['event.sample_weight'],
  numbers: names(NUMBER_NAMES).map((name) => `numbers.${name}`),
  attributes: names(ATTRIBUTE_NAMES).map((name) => `attributes.${name}`),
  'unknown name': UNKNOWN,
};
const ALIASES: Readonly<Record<string, string>> = {
  service: 'service.name',
  level: 'log.level',
  host: 'host.name',
};
/** What stands for a field that no document has. */
const NOTHING: Readonly<Record<FieldType, string>> = {
  text: 'nothing',
  keyword: 'nothing',
  date_nanos: '2026-11-21T00:00:00.000000000Z',
  date: '2026-11-21T00:00:00.000Z',
  byte: '9',
  double: '1',
  numbers: '1',
  attributes: 'nothing',
  'unknown name': '1',
};

/** How a query may name the fields of a type; oftener when they matter more. */
export function fieldsOf(type: FieldType): readonly string[] {
  return FIELDS[type];
}

/** Values that documents have in a field, as texts and each as often as it is there; never none. */
export function fieldValues(
  documents: readonly CanonicalDocument[],
  type: FieldType,
  name: string,
): readonly string[] {
  const field = ALIASES[name] ?? name;
  const values = documents.flatMap((document) => valuesOf(document, field));
  return values.length > 0 ? values : [NOTHING[type]];
}

function valuesOf(document: CanonicalDocument, field: string): readonly string[] {
  const [, group, name] = /^(attributes|numbers)\.(.+)$/.exec(field) ?? [];
  const holders = group
    ? [(document as Readonly<Record<string, unknown>>)[group]]
    : [document, document.attributes, document.numbers];
  const own = name ?? field;
  return holders.flatMap((holder) => {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, own)) return [];
    return [(holder as Readonly<Record<string, unknown>>)[own]].flat().map(String);
  });
}
