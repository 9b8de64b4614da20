import { MAX_TOKEN_LENGTH } from './ascii-words.js';
import { keyCapEnd, pictureEnd } from './picture-end.js';
import { characterEnd, classAt, classes, NONE, width } from './text-view.js';
import type { TextView } from './text-view.js';
import { wordEnd } from './word-end.js';
import { WORD_CLASS, wordClassOf } from './word-class.js';

const C = WORD_CLASS;
/** What a word may begin with. */
const WORDS = classes('letter', 'hebrew', 'digit', 'katakana', 'connector');
/** What is nothing by itself, however much of it there is. */
const LEADING = classes('connector', 'joiner');
const COMPLEX = classes('complex', 'complexExtend');

/**
 * Splits a text as the grammar of Lucene's standard tokenizer does: at each place the longest of a word or number, a run
 * of a script written without spaces (Thai, Lao, Khmer, Burmese), a single ideograph or hiragana, a picture. What is
 * none of these is left out. Takes time linear in the length.
 */
export function unicodeWords(text: string): readonly string[] {
  const words: string[] = [];
  let at = 0;
  let leadEnd = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    const leads = LEADING[wordClassOf(code)] === 1;
    if (leads && at >= leadEnd) leadEnd = endOfLead(text, at);
    const view = { text, end: viewEnd(text, at) };
    const end = leads && leadEnd >= view.end ? NONE : tokenEnd(view, at);
    if (end === NONE) {
      at += width(code);
      continue;
    }
    words.push(text.slice(at, end));
    at = end;
  }
  return words;
}

/** The window never parts a surrogate pair. */
function viewEnd(text: string, at: number): number {
  const end = at + MAX_TOKEN_LENGTH;
  if (end >= text.length) return text.length;
  const high = text.charCodeAt(end - 1);
  return high >= 0xd8_00 && high < 0xdc_00 ? end - 1 : end;
}

/**
 * Where what only leads to a word or a picture ends, with what is attached to it: looked for once, so that a long row of
 * it costs little.
 */
function endOfLead(text: string, at: number): number {
  const view = { text, end: text.length };
  const kind = classAt(view, at);
  let end = at;
  while (end < text.length && classAt(view, end) === kind)
    end = kind === C.joiner ? end + 1 : characterEnd(view, end);
  return end;
}

function tokenEnd(view: TextView, at: number): number {
  const kind = classAt(view, at);
  if (kind === 0) return NONE;
  if (kind === C.ideograph) return characterEnd(view, at);
  if (COMPLEX[kind]) return complexEnd(view, at);
  if (kind === C.flag) return flagEnd(view, at);
  if (kind === C.keyCap) return keyCapEnd(view, at);
  if (kind === C.emojiLetter) return Math.max(wordEnd(view, at), pictureEnd(view, at));
  if (kind === C.emoji || kind === C.modifier || kind === C.joiner) return pictureEnd(view, at);
  return WORDS[kind] ? wordEnd(view, at) : NONE;
}

function complexEnd(view: TextView, at: number): number {
  let end = at;
  while (end < view.end && COMPLEX[classAt(view, end)]) end = characterEnd(view, end);
  return end;
}

function flagEnd(view: TextView, at: number): number {
  const second = characterEnd(view, at);
  return classAt(view, second) === C.flag ? characterEnd(view, second) : NONE;
}
