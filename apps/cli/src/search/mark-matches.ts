/** A piece of a text, and whether a query matched it. */
export interface MarkedText {
  readonly text: string;
  readonly match: boolean;
}

const START = '\u{E000}';
const END = '\u{E001}';
const MATCH = /\u{E000}([^\u{E000}\u{E001}]*)\u{E001}/gu;

/**
 * The whole text in pieces, with the matches marked that its fragments name. A fragment that does not occur in the
 * text is passed over: a missing mark is better than a wrong one.
 *
 * @param fragments parts of the text in which matches stand between U+E000 and U+E001
 */
export function markMatches(text: string, fragments: readonly string[]): readonly MarkedText[] {
  const matches = fragments.flatMap((fragment) => matchesOf(text, fragment)).sort((a, b) => a.from - b.from);
  const pieces: MarkedText[] = [];
  let at = 0;
  for (const { from, to } of matches) {
    if (from < at) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), match: false });
    pieces.push({ text: text.slice(from, to), match: true });
    at = to;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), match: false });
  return pieces;
}

function matchesOf(text: string, fragment: string): { readonly from: number; readonly to: number }[] {
  const start = text.indexOf(fragment.replaceAll(START, '').replaceAll(END, ''));
  if (start === -1) return [];
  return [...fragment.matchAll(MATCH)].map((match, before) => {
    // Two marks stand before each match for every one that came earlier.
    const from = start + match.index - 2 * before;
    return { from, to: from + (match[1]?.length ?? 0) };
  });
}
