/** A line cut to the width of the terminal, with an ellipsis; whole where there is no terminal. */
export function fit(text: string, width: number | undefined): string {
  if (width === undefined || text.length <= width) return text;
  return `${text.slice(0, Math.max(0, width - 1))}…`.toWellFormed();
}
