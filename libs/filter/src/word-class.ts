import { WORD_CLASS_RANGES } from './word-class-ranges.js';

/** What a code point is to the rules that split a text into words. */
export type WordClass = keyof typeof WORD_CLASS_RANGES;

/** Code of each {@link WordClass} in {@link wordClassAt}; 0 is any other code point. */
export const WORD_CLASS: Readonly<Record<WordClass, number>> = numbered();

/** Beyond the last letter of the table lie only the tags and selectors of plane 14. */
const LETTERS_END = 0x2_fa_20;
const TAGS = { start: 0xe_00_00, end: 0xe_02_00 };

let table: Uint8Array | undefined;

/** Code of the class of a code point. The table, 190 KiB, is made when it is first asked for. */
export function wordClassOf(codePoint: number): number {
  table ??= filledTable();
  if (codePoint < LETTERS_END) return table[codePoint] ?? 0;
  return codePoint >= TAGS.start ? (table[codePoint - TAGS.start + LETTERS_END] ?? 0) : 0;
}

function numbered(): Readonly<Record<WordClass, number>> {
  const names = Object.keys(WORD_CLASS_RANGES) as WordClass[];
  return Object.fromEntries(names.map((name, index) => [name, index + 1])) as Record<WordClass, number>;
}

function filledTable(): Uint8Array {
  const filled = new Uint8Array(LETTERS_END + TAGS.end - TAGS.start);
  for (const [name, ranges] of Object.entries(WORD_CLASS_RANGES)) {
    const code = WORD_CLASS[name as WordClass];
    let end = 0;
    for (const range of ranges.split(' ')) {
      const [gap = '', more = '0'] = range.split('.');
      const start = end + Number.parseInt(gap, 36);
      end = start + Number.parseInt(more, 36);
      const from = start < LETTERS_END ? start : start - TAGS.start + LETTERS_END;
      filled.fill(code, from, from + end - start + 1);
    }
  }
  return filled;
}
