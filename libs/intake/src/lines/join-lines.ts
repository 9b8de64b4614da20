import { createLineJoiner } from './line-joiner.js';
import type { TextEntry } from './line-joiner.js';
import { withoutReturn } from './lines-of.js';

const LINE_FEED = 0x0a;

/** The entries of a text that is wholly in memory: lines with their continuations joined, blank lines left out. */
export function* joinLines(bytes: Buffer): Generator<TextEntry, void, undefined> {
  const joiner = createLineJoiner();
  for (let from = 0; from < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed === -1 ? bytes.length : feed;
    const entry = joiner.push(withoutReturn(bytes.subarray(from, end)), from);
    if (entry !== undefined) yield entry;
    from = end + 1;
  }
  const last = joiner.flush();
  if (last !== undefined) yield last;
}
