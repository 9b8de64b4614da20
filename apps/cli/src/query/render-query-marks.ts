import { printable } from '../output/printable.js';

/** A stretch of a query, UTF-16 units from 0, the end exclusive, and what is to be said of it. */
export interface QueryMark {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Columns of the query that are shown. */
const WIDTH = 76;
/** Of these, before the mark where the query is longer. */
const LEAD = 30;
/** The underline goes no further than the line. */
const INDENT = '  ';

/**
 * The query as one line, with a line of carets under each mark and its text behind them. A long query is cut around the
 * mark. Whatever the query holds, the lines cannot act on the terminal.
 */
export function renderQueryMarks(query: string, marks: readonly QueryMark[]): readonly string[] {
  return marks.flatMap((mark) => {
    const { before, marked, after } = excerpt(query, mark);
    const carets = '^'.repeat(Math.max(1, columnsOf(marked)));
    return [
      INDENT + before + marked + after,
      `${INDENT}${' '.repeat(columnsOf(before))}${carets} ${printable(mark.text)}`,
    ];
  });
}

function excerpt(query: string, { start, end }: QueryMark) {
  let before = printable(query.slice(0, start));
  let marked = printable(query.slice(start, end));
  let after = printable(query.slice(end));
  if (before.length + marked.length + after.length <= WIDTH) return { before, marked, after };
  if (before.length > LEAD) before = `…${before.slice(1 - LEAD)}`;
  if (before.length + marked.length > WIDTH) marked = `${marked.slice(0, WIDTH - before.length - 1)}…`;
  const room = WIDTH - before.length - marked.length;
  if (after.length > room) after = `${after.slice(0, Math.max(0, room - 1))}…`;
  return { before: before.toWellFormed(), marked: marked.toWellFormed(), after: after.toWellFormed() };
}

/** Characters that a terminal shows in two columns: East Asian wide ones and emoji. */
const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;
/** Characters that stand on the one before. */
const COMBINING = /\p{M}|\u200c|\u200d/u;

/** Columns of printable text on a terminal. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (!COMBINING.test(character)) columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}
