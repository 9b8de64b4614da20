import { LAST_CODE_POINT } from './regex-node.js';
import type { CodeRange } from './regex-node.js';

/** The same code points as ranges in order that neither overlap nor touch. */
export function mergedRanges(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const merged: CodeRange[] = [];
  for (const range of [...ranges].sort((left, right) => left.first - right.first)) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last + 1) merged.push(range);
    else merged.splice(-1, 1, { first: before.first, last: Math.max(before.last, range.last) });
  }
  return merged;
}

/** Every code point outside of merged ranges. */
export function otherRanges(merged: readonly CodeRange[]): readonly CodeRange[] {
  const others: CodeRange[] = [];
  let next = 0;
  for (const { first, last } of merged) {
    if (first > next) others.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  if (next <= LAST_CODE_POINT) others.push({ first: next, last: LAST_CODE_POINT });
  return others;
}

const CAPITALS: CodeRange = { first: 0x41, last: 0x5a };
const TO_SMALL = 0x20;

/**
 * The code points as the tokens of a text have them: capitals of ASCII, and any other capital that is named alone,
 * become small letters. A range beyond ASCII stays as it is.
 */
export function lowerRanges(
  ranges: readonly CodeRange[],
  lower: (text: string) => string,
): readonly CodeRange[] {
  const lowered = ranges.flatMap((range): readonly CodeRange[] => {
    const { first, last } = range;
    if (first === last) {
      const code = lower(String.fromCodePoint(first)).codePointAt(0) ?? first;
      return [{ first: code, last: code }];
    }
    const from = Math.max(first, CAPITALS.first);
    const to = Math.min(last, CAPITALS.last);
    return from > to ? [range] : [range, { first: from + TO_SMALL, last: to + TO_SMALL }];
  });
  return mergedRanges(lowered);
}
