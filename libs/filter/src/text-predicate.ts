import type { Predicate } from './predicate.js';
import type { Tokeniser } from './standard-tokens.js';
import { wordMemo } from './word-memo.js';

/**
 * Whether the words of a phrase stand side by side in a field. Looking for the longest of them in the plain text first
 * spares most documents the splitting, which is done once.
 */
export function textPredicate(field: string, phrase: readonly string[], tokenise: Tokeniser): Predicate {
  const wordsOf = wordMemo(tokenise);
  const rarest = phrase.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
  if (rarest === '') return () => false;
  return (document) => {
    const text = document[field];
    if (typeof text !== 'string') return false;
    const words = wordsOf(document, field, text);
    if (!words.mayHold(rarest)) return false;
    return phrase.length === 1 ? words.all().has(rarest) : holdsPhrase(words.inOrder(), phrase);
  };
}

/** Whether any word of a field passes a test. */
export function wordPredicate(
  field: string,
  test: (word: string) => boolean,
  tokenise: Tokeniser,
): Predicate {
  const wordsOf = wordMemo(tokenise);
  return (document) => {
    const text = document[field];
    return typeof text === 'string' && wordsOf(document, field, text).inOrder().some(test);
  };
}

function holdsPhrase(tokens: readonly string[], phrase: readonly string[]): boolean {
  for (let at = 0; at <= tokens.length - phrase.length; at++) {
    if (phrase.every((word, index) => tokens[at + index] === word)) return true;
  }
  return false;
}
