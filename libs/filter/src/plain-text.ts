import { endsWord, nextWord, startsWord, withinWord } from './ascii-words.js';
import type { WordPlace } from './ascii-words.js';

/** Written to and read within one call: looking makes no garbage. */
const place: WordPlace = { start: 0, end: 0 };

/** Whether a lower-case text of ASCII alone, in which no word is cut, has a word. */
export function wordIn(text: string, word: string): boolean {
  return placeOf(text, word, 0) >= 0;
}

/** Whether such a text has words side by side. */
export function phraseIn(text: string, words: readonly string[]): boolean {
  const first = words[0] ?? '';
  for (let at = placeOf(text, first, 0); at >= 0; at = placeOf(text, first, at + 1))
    if (isFollowed(text, at + first.length, words)) return true;
  return false;
}

/** Whether such a text has a word that begins so; `prefix` is not of connectors alone. */
export function prefixIn(text: string, prefix: string): boolean {
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1))
    if (startsWord(text, at) && withinWord(text, at, at + prefix.length)) return true;
  return false;
}

/** Where a word stands from a place on; -1 when nowhere. */
function placeOf(text: string, word: string, from: number): number {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1))
    if (startsWord(text, at) && endsWord(text, at + word.length)) return at;
  return -1;
}

/** Whether all words but the first stand behind a place. */
function isFollowed(text: string, from: number, words: readonly string[]): boolean {
  let end = from;
  for (let index = 1; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!nextWord(text, end, place)) return false;
    ({ end } = place);
    if (end - place.start !== word.length || !text.startsWith(word, place.start)) return false;
  }
  return true;
}
