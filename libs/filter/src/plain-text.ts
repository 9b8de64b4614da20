import { behindWord, endsWord, nextWord, startsWord, withinWord } from './ascii-words.js';
import type { WordPlace } from './ascii-words.js';
import { heldWith } from './phrase.js';
import type { Phrase } from './phrase.js';

/** Written to and read within one call: looking makes no garbage. */
const place: WordPlace = { start: 0, end: 0 };

/** Whether a lower-case text of ASCII alone, in which no word is cut, has a word. */
export function wordIn(text: string, word: string): boolean {
  return placeOf(text, word, 0) >= 0;
}

/** Whether such a text has the words of a phrase side by side. */
export function phraseIn(text: string, phrase: Phrase): boolean {
  const [first = ''] = phrase.words;
  let held = 0;
  let end = 0;
  while (held < phrase.words.length) {
    if (held === 0) {
      const at = placeOf(text, first, end);
      if (at < 0) return false;
      held = 1;
      end = at + first.length;
    } else {
      if (!nextWord(text, end, place)) return false;
      ({ end } = place);
      held = heldWith(phrase, held, text.slice(place.start, end));
    }
  }
  return true;
}

/** Whether such a text has a word that begins so; `prefix` is not of connectors alone. */
export function prefixIn(text: string, prefix: string): boolean {
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, behindWord(text, at)))
    if (startsWord(text, at) && withinWord(text, at, at + prefix.length)) return true;
  return false;
}

/** Where the words of such a text begin and end, by turns. */
export function wordPlaces(text: string): readonly number[] {
  const places: number[] = [];
  for (let end = 0; nextWord(text, end, place); { end } = place) places.push(place.start, place.end);
  return places;
}

/** Where a word stands from a place on; -1 when nowhere. */
function placeOf(text: string, word: string, from: number): number {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, behindWord(text, at)))
    if (startsWord(text, at) && endsWord(text, at + word.length)) return at;
  return -1;
}
