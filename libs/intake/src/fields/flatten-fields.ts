import type { FieldValue } from '../parsed-log.js';
import { nameIn, rootScope, scopeIn } from './field-name.js';
import type { FieldName, FieldScope } from './field-name.js';

type Visit = (name: FieldName, value: FieldValue) => void;

/**
 * Visits every value of a parsed JSON object under its dotted name, in order. Nulls and empty objects are absent;
 * an array of scalars stays one value (numbers in it become strings), any other array becomes its JSON text.
 * Depth was bounded before the object was parsed.
 */
export function flattenFields(
  object: Readonly<Record<string, unknown>>,
  visit: Visit,
  scope: FieldScope = rootScope(),
): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      visit(nameIn(scope, key), value);
    } else if (Array.isArray(value)) {
      const list = listValue(value);
      if (list !== undefined) visit(nameIn(scope, key), list);
    } else if (typeof value === 'object' && value !== null) {
      flattenFields(value as Readonly<Record<string, unknown>>, visit, scopeIn(scope, key));
    }
  }
}

function listValue(items: readonly unknown[]): FieldValue | undefined {
  if (items.length === 0) return undefined;
  const scalars: (string | boolean)[] = [];
  for (const item of items) {
    if (typeof item === 'string' || typeof item === 'boolean') scalars.push(item);
    else if (typeof item === 'number') scalars.push(String(item));
    else if (item !== null) return JSON.stringify(items);
  }
  return scalars;
}
