import type { FieldValue } from '../parsed-log.js';

/** A field's value as one text; a list is its JSON. */
export function textOfField(value: FieldValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
