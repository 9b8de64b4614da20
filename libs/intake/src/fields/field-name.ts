import { BOUNDS } from '@millrace/schemas';
import { cutToBytes } from '../canonical/cut-to-bytes.js';
import type { Correlation } from '../parsed-log.js';
import { correlationSource } from '../correlation/correlation-source.js';
import { fieldRole } from './field-role.js';
import type { RankedRole } from './field-role.js';

/** All that follows from a field's name alone. */
export interface FieldName {
  /** As it is stored: bounded, not blank, no control characters, no empty part between dots. */
  readonly stored: string;
  readonly role: RankedRole | undefined;
  readonly correlates: Correlation['source'] | undefined;
}

const MAX_REMEMBERED = 4096;
const remembered = new Map<string, FieldName>();

/** Judges a dotted name; remembers the names seen most recently, because a service sends the same ones for ever. */
export function fieldName(path: string): FieldName {
  const known = remembered.get(path);
  if (known !== undefined) return known;
  const judged = {
    stored: cleanName(path.replace(/^(?:attributes|numbers)\.(?=.)/, '')),
    role: fieldRole(path),
    correlates: correlationSource(path),
  };
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  if (path.length <= BOUNDS.attributeNameBytes) remembered.set(path, judged);
  return judged;
}

/** A name Elasticsearch takes: see {@link FieldName.stored}. */
export function cleanName(name: string): string {
  const printable = name.toWellFormed().replace(/\p{Cc}/gu, '_');
  const parts = /^\.|\.\.|\.$/.test(printable)
    ? printable
        .split('.')
        .map((part) => part || '_')
        .join('.')
    : printable;
  const cut = cutToBytes(parts, BOUNDS.attributeNameBytes);
  return cut.trim() === '' ? '_' : cut.replace(/\.$/, '_');
}
