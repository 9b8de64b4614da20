import type { FieldValue } from '../parsed-log.js';

type Visit = (path: string, value: FieldValue) => void;

/**
 * Visits every value of a parsed JSON object under its dotted name, in order. Nulls and empty objects are absent;
 * an array of scalars stays one value (numbers in it become strings), any other array becomes its JSON text.
 * Depth was bounded before the object was parsed.
 */
export function flattenFields(object: Readonly<Record<string, unknown>>, visit: Visit, prefix = ''): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      visit(path, value);
    else if (Array.isArray(value)) visitArray(path, value, visit);
    else if (typeof value === 'object' && value !== null) {
      flattenFields(value as Readonly<Record<string, unknown>>, visit, path);
    }
  }
}

function visitArray(path: string, items: readonly unknown[], visit: Visit): void {
  if (items.length === 0) return;
  const scalars: (string | boolean)[] = [];
  for (const item of items) {
    if (typeof item === 'string' || typeof item === 'boolean') scalars.push(item);
    else if (typeof item === 'number') scalars.push(String(item));
    else if (item !== null) return visit(path, JSON.stringify(items));
  }
  visit(path, scalars);
}
