import { nextWord } from './ascii-words.js';
import { lowerCase } from './lower-case.js';

/** Splits a text into the words that are searched for, in order. */
export type Tokeniser = (text: string) => readonly string[];

/** Longest token of the analyzer, UTF-16 units; a longer word is cut into pieces of this length. */
export const MAX_TOKEN_LENGTH = 255;
const ASCII_ONLY = /^[\0-\x7f]*$/;
const HAS_LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * The words of a text as Elasticsearch's `standard` analyzer has them: the word breaks of Unicode (UAX #29), lower
 * case. Text of ASCII alone, which is nearly every log, is split without a table of Unicode.
 */
export function standardTokens(text: string): readonly string[] {
  const words = isAscii(text) ? asciiWords(text.toLowerCase()) : Array.from(wordsOf(text), lowerCase);
  return words.some(isLong) ? words.flatMap(cut) : words;
}

function asciiWords(lower: string): readonly string[] {
  const words: string[] = [];
  const place = { start: 0, end: 0 };
  while (nextWord(lower, place.end, place)) words.push(lower.slice(place.start, place.end));
  return words;
}

function isLong(word: string): boolean {
  return word.length > MAX_TOKEN_LENGTH;
}

function cut(word: string): readonly string[] {
  const pieces = Math.ceil(word.length / MAX_TOKEN_LENGTH);
  return Array.from({ length: pieces }, (_, index) =>
    word.slice(index * MAX_TOKEN_LENGTH, (index + 1) * MAX_TOKEN_LENGTH),
  );
}

function* wordsOf(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  for (const { segment } of segmenter.segment(text)) if (HAS_LETTER_OR_DIGIT.test(segment)) yield segment;
}

/** Whether a text is of ASCII alone. */
export function isAscii(text: string): boolean {
  return ASCII_ONLY.test(text);
}
