import type { Level } from '../fields/level.js';
import type { FieldValue, ParseHints, TextField } from '../parsed-log.js';
import type { Stamp } from '../time/stamp.js';

/** What the header of a line says. The line itself stays the message, whole. */
export interface LineReading {
  readonly stamp?: Stamp | undefined;
  readonly level?: Level | undefined;
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
  readonly fields: ReadonlyMap<string, FieldValue>;
}

/** Reads the header of a log's first line; undefined when it is not of this format. Takes linear time. */
export type LineReader = (line: string, hints: ParseHints) => LineReading | undefined;

/** Fields of a reading without those the line left out (or wrote as `-`). */
export function presentFields(
  fields: Readonly<Record<string, FieldValue | undefined>>,
): ReadonlyMap<string, FieldValue> {
  return new Map(
    Object.entries(fields).filter(
      (entry): entry is [string, FieldValue] => entry[1] !== undefined && entry[1] !== '-' && entry[1] !== '',
    ),
  );
}

/** Texts of a reading without those the line left out (or wrote as `-`). */
export function presentTexts(
  texts: Readonly<Partial<Record<TextField, string | undefined>>>,
): Readonly<Partial<Record<TextField, string>>> {
  return Object.fromEntries(
    Object.entries(texts).filter(([, text]) => text !== undefined && text !== '' && text !== '-'),
  );
}

/** A captured number; undefined when nothing was captured, or more digits than a double holds. */
export function captured(digits: string | undefined): number | string | undefined {
  if (digits === undefined || digits === '') return undefined;
  const number = Number(digits);
  return Number.isFinite(number) && digits.length < 16 ? number : digits;
}
