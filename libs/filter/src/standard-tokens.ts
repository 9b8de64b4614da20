import { lowerCase } from './lower-case.js';

/** Splits a text into the words that are searched for, in order. */
export type Tokeniser = (text: string) => readonly string[];

/** Longest token of the analyzer, UTF-16 units; a longer word is cut into pieces of this length. */
const MAX_TOKEN_LENGTH = 255;
// A run of characters that rules WB5 to WB13 of UAX #29 keep together, for text of ASCII alone.
const ASCII_WORD = /(?:[A-Za-z0-9_]|(?<=[A-Za-z])[.:'](?=[A-Za-z])|(?<=[0-9])[.,;'](?=[0-9]))+/g;
const ASCII_ONLY = /^[\0-\x7f]*$/;
const HAS_LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * The words of a text as Elasticsearch's `standard` analyzer has them: the word breaks of Unicode (UAX #29), lower
 * case. Text of ASCII alone, which is nearly every log, is split by one regular expression.
 */
export function standardTokens(text: string): readonly string[] {
  const tokens: string[] = [];
  for (const word of ASCII_ONLY.test(text) ? (text.match(ASCII_WORD) ?? []) : wordsOf(text)) {
    // Underscores alone connect, and are no word.
    if (!HAS_LETTER_OR_DIGIT.test(word)) continue;
    for (let at = 0; at < word.length; at += MAX_TOKEN_LENGTH)
      tokens.push(lowerCase(word.slice(at, at + MAX_TOKEN_LENGTH)));
  }
  return tokens;
}

function* wordsOf(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}
