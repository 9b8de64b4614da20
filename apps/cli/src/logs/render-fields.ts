import { fit } from '../output/fit.js';
import { printable } from '../output/printable.js';
import { cell, formatCount, renderTable } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { FieldsReply, FoundField } from '../replies/fields-reply.js';
import { sampleText, shareText } from './share-text.js';

const COLUMNS = [
  { heading: 'field' },
  { heading: 'type' },
  { heading: 'in', align: 'right' as const },
  { heading: 'commonest values' },
];

/** How answers about logs are drawn. */
export interface Drawing {
  readonly paint: (style: Style, text: string) => string;
  /** Columns of the terminal; undefined where it is none, and nothing is cut. */
  readonly width: number | undefined;
}

/** The fields as a table, and what it was made from; no lines when there is no log to look at. */
export function renderFields(reply: FieldsReply, { paint, width }: Drawing): readonly string[] {
  const { fields, more, sample } = reply;
  if (sample.documents === 0) return [];
  const shown = fields.filter(({ documents }) => documents > 0);
  const before = Math.max(5, ...shown.map(({ name }) => printable(name).length)) + 2 + 9 + 2 + 7 + 2;
  const rows = shown.map((field) => [
    cell(field.name, 'bold'),
    cell(field.type.padEnd(9), 'dim'),
    cell(shareText(field.share).padStart(7)),
    cell(fit(valuesText(field), width === undefined ? undefined : Math.max(10, width - before))),
  ]);
  return [
    ...renderTable(COLUMNS, rows, paint),
    ...(more > 0 ? [paint('dim', `${formatCount(more)} more; --limit shows them.`)] : []),
    paint('dim', sampleText(sample)),
  ];
}

function valuesText({ values }: FoundField): string {
  return values.map(({ value, count }) => `${printable(value)} (${formatCount(count)})`).join(', ');
}
