import { fieldKind, fieldOf } from '@millrace/filter';
import type { FieldKind } from '@millrace/filter';
import { ProblemError } from '@millrace/http';
import { levelOfSeverity } from '@millrace/schemas';

/** A group of a histogram and the clause that finds its documents. */
export interface HistogramGroup {
  readonly value: string;
  readonly clause: Readonly<Record<string, unknown>>;
}

const MAX_SEVERITY = 24;
const REASONS: Readonly<Partial<Record<FieldKind, string>>> = {
  text: 'text, of which each line has its own',
  date: 'a time, which the buckets go by already',
};

/** Documents by the level their severity stands for, the worst first; `unknown` is severity 0. */
export function levelGroups(): readonly HistogramGroup[] {
  const severities = Array.from({ length: MAX_SEVERITY }, (_, n) => MAX_SEVERITY - n);
  const byLevel = Map.groupBy(severities, (severity) => levelOfSeverity(severity) ?? 'unknown');
  byLevel.set('unknown', [0]);
  return [...byLevel].map(([value, of]) => ({
    value,
    clause: { range: { severity: { gte: Math.min(...of), lte: Math.max(...of) } } },
  }));
}

/** Documents by the values of a field. */
export function valueGroups(field: string, values: readonly (string | number)[]): readonly HistogramGroup[] {
  return values.map((value) => ({ value: String(value), clause: { term: { [field]: { value } } } }));
}

/**
 * The field as indices have it that documents are grouped by; a name that is not one of the document's is an
 * attribute. Throws `invalid-request` for fields that make no groups.
 */
export function groupedField(name: string): string {
  const field = fieldOf(name);
  const kind = fieldKind(field);
  const reason = REASONS[kind];
  if (reason !== undefined)
    throw new ProblemError(
      'invalid-request',
      `by: given ${name}, expected level or a field with few values; ${field} is ${reason}`,
    );
  return kind === 'unknown' ? `attributes.${field}` : field;
}
