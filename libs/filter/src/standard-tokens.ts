import { nextWord } from './ascii-words.js';
import { lowerCase } from './lower-case.js';
import { unicodeWords } from './unicode-words.js';

/** Splits a text into the words that are searched for, in order. */
export type Tokeniser = (text: string) => readonly string[];

const ASCII_ONLY = /^[\0-\x7f]*$/;

/**
 * The words of a text as Elasticsearch's `standard` analyzer has them: the word breaks of Unicode (UAX #29), lower
 * case. Text of ASCII alone, which is nearly every log, is split without a table of Unicode.
 */
export function standardTokens(text: string): readonly string[] {
  return isAscii(text) ? asciiWords(text.toLowerCase()) : Array.from(unicodeWords(text), lowerCase);
}

/** The word that a text is, from its first character to its last; undefined when it is none, or more than that. */
export function onlyWord(text: string): string | undefined {
  const [word, second] = standardTokens(text);
  return word === lowerCase(text) && second === undefined ? word : undefined;
}

/** Whether a text is of ASCII alone. */
export function isAscii(text: string): boolean {
  return ASCII_ONLY.test(text);
}

function asciiWords(lower: string): readonly string[] {
  const words: string[] = [];
  const place = { start: 0, end: 0 };
  while (nextWord(lower, place.end, place)) words.push(lower.slice(place.start, place.end));
  return words;
}
