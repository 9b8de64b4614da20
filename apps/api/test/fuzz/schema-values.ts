import fc from 'fast-check';
import type { JsonSchema } from './described-api.js';

const LONGEST = 40;
const LARGEST = 5;

/** Values that a schema allows, as far as the schemas of the document go; rejects none of them by filtering. */
export function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined;
  if (choices) return fc.oneof(...choices.map(valuesOf));
  switch (schema['type']) {
    case 'string':
      return textsOf(schema);
    case 'integer':
      return fc.integer(rangeOf(schema));
    case 'number':
      return fc.double({ ...rangeOf(schema), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf((schema['items'] ?? {}) as JsonSchema), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.min(Number(schema['maxItems'] ?? LARGEST), LARGEST),
      });
    case 'object':
      return objectsOf(schema);
    default:
      return fc.jsonValue();
  }
}

/** Members of an object schema, by name. */
export function membersOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
}

/** Names that an object schema cannot do without. */
export function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema['required'] ?? []) as readonly string[];
}

function objectsOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const members = Object.entries(membersOf(schema)).map(([name, member]) => [name, valuesOf(member)]);
  return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [...requiredOf(schema)],
  });
}

function rangeOf(schema: JsonSchema): { min: number; max: number } {
  const min = Number(schema['minimum'] ?? -1_000_000);
  return { min, max: Math.min(Number(schema['maximum'] ?? 1_000_000), 2_147_483_647) };
}

function textsOf(schema: JsonSchema): fc.Arbitrary<string> {
  const { format, pattern } = schema;
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'ipv6') return fc.ipV6();
  if (format === 'date-time') return instants;
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const minLength = Number(schema['minLength'] ?? 0);
  const maxLength = Math.max(minLength, Math.min(Number(schema['maxLength'] ?? LONGEST), LONGEST));
  return fc.string({ unit: 'grapheme-ascii', minLength, maxLength });
}

/** Times within the days that the sample documents are of. */
export const instants = fc
  .date({
    min: new Date('2026-11-20T00:00:00Z'),
    max: new Date('2026-11-23T00:00:00Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());
