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

/** Names under one object of a log, remembered by key so that no dotted name is built or hashed again. */
export interface FieldScope {
  /** Dotted name of the object, bounded, with a dot after it; empty for the log itself. */
  readonly prefix: string;
  readonly names: Map<string, FieldName>;
  readonly scopes: Map<string, FieldScope>;
}

/** Names and scopes remembered; a service sends the same ones for ever, so all are forgotten when they are many. */
const MAX_REMEMBERED = 8192;
/**
 * Characters of a prefix. Stored names end long before; a longer prefix would be walked again for every name under it,
 * which is quadratic in what a sender may send.
 */
const MAX_PREFIX_CHARACTERS = 2 * BOUNDS.attributeNameBytes;
let remembered = 0;
let root = newScope('');

/** The scope of a log's own members. */
export function rootScope(): FieldScope {
  if (remembered > MAX_REMEMBERED) {
    remembered = 0;
    root = newScope('');
  }
  return root;
}

/** The scope of the object that stands under `key`. */
export function scopeIn(scope: FieldScope, key: string): FieldScope {
  const known = scope.scopes.get(key);
  if (known !== undefined) return known;
  const inner = newScope(`${(scope.prefix + key).slice(0, MAX_PREFIX_CHARACTERS)}.`);
  if (isWorthRemembering(inner.prefix)) scope.scopes.set(key, inner);
  return inner;
}

/** Judges the name of the value that stands under `key`. */
export function nameIn(scope: FieldScope, key: string): FieldName {
  const known = scope.names.get(key);
  if (known !== undefined) return known;
  const path = scope.prefix + key;
  const judged = {
    stored: cleanName(path.replace(/^(?:attributes|numbers)\.(?=.)/, '')),
    role: fieldRole(path),
    correlates: correlationSource(path),
  };
  if (isWorthRemembering(path)) scope.names.set(key, judged);
  return judged;
}

function newScope(prefix: string): FieldScope {
  return { prefix, names: new Map(), scopes: new Map() };
}

function isWorthRemembering(path: string): boolean {
  if (path.length > BOUNDS.attributeNameBytes || remembered > MAX_REMEMBERED) return false;
  remembered++;
  return true;
}

/** A name Elasticsearch takes: see {@link FieldName.stored}. */
function cleanName(name: string): string {
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
