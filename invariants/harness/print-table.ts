/** Prints rows under headings, numbers to the right. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const text = (value: string | number): string =>
    typeof value === 'number' ? value.toLocaleString('en-US') : value;
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map((row) => text(row[index] ?? '').length)),
  );
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((value, index) => {
        const width = widths[index] ?? 0;
        return typeof value === 'number' ? text(value).padStart(width) : value.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  console.log(line(headings));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row));
}
