import { printable } from './printable.js';
import type { Style } from './terminal.js';

/** One cell: text, and how to style it once it is padded. */
export interface Cell {
  readonly text: string;
  readonly style: Style;
}

/** A column: its heading and on which side its cells stand. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
}

type Paint = (style: Style, text: string) => string;

/** A plain or styled cell. Numbers get thousands separators. */
export function cell(value: string | number, style: Style = 'plain'): Cell {
  return { text: typeof value === 'number' ? formatCount(value) : printable(value), style };
}

/** A whole number as a person reads it: `200,000`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/**
 * Rows as aligned lines with a heading. Widths are counted in UTF-16 units of the printable text: right for what the
 * pipeline prints (names, numbers, codes).
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): readonly string[] {
  const headings = columns.map((column) => cell(column.heading, 'bold'));
  const all = [headings, ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => row[index]?.text.length ?? 0)));
  return all.map((row) =>
    columns
      .map((column, index) => {
        const { text, style } = row[index] ?? cell('');
        const width = widths[index] ?? 0;
        return paint(style, column.align === 'right' ? text.padStart(width) : text.padEnd(width));
      })
      .join('  ')
      .trimEnd(),
  );
}
