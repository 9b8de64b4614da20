import { heldWith, phraseOf } from './phrase.js';
import type { Phrase } from './phrase.js';
import { phraseIn, prefixIn, wordIn, wordPlaces } from './plain-text.js';
import type { Predicate } from './predicate.js';
import type { RegexTest } from './regex/regex-automaton.js';
import type { Tokeniser } from './standard-tokens.js';
import { wordMemo } from './word-memo.js';
import type { FieldText } from './word-memo.js';

/** Whether the words of a phrase stand side by side in a field. */
export function textPredicate(field: string, words: readonly string[], tokenise: Tokeniser): Predicate {
  const [word, second] = words;
  if (word === undefined) return () => false;
  if (second === undefined) {
    return onText(field, tokenise, (field) =>
      field.isPlain ? wordIn(field.lower, word) : hasWord(field, word, tokenise),
    );
  }
  const phrase = phraseOf(words);
  return onText(field, tokenise, (field) =>
    field.isPlain
      ? phraseIn(field.lower, phrase)
      : words.every((each) => hasWord(field, each, tokenise)) &&
        holdsPhrase(tokensOf(field, tokenise), phrase),
  );
}

/** Whether any word of a field begins so. */
export function wordPrefixPredicate(field: string, prefix: string, tokenise: Tokeniser): Predicate {
  // Connectors alone may be no word at all.
  const mayLook = /[^_]/.test(prefix);
  return onText(field, tokenise, (field) => {
    if (field.isPlain && mayLook) return prefixIn(field.lower, prefix);
    return field.lower.includes(prefix) && tokensOf(field, tokenise).some((word) => word.startsWith(prefix));
  });
}

/** Whether any word of a field is of a regular expression. */
export function wordPredicate(field: string, test: RegexTest, tokenise: Tokeniser): Predicate {
  return onText(field, tokenise, (field) =>
    field.isPlain ? anyPlain(field, test) : tokensOf(field, tokenise).some((word) => test(word)),
  );
}

function anyPlain(field: FieldText, test: RegexTest): boolean {
  const places = (field.places ??= wordPlaces(field.lower));
  for (let at = 0; at < places.length; at += 2)
    if (test(field.lower, places[at], places[at + 1])) return true;
  return false;
}

function onText(field: string, tokenise: Tokeniser, test: (field: FieldText) => boolean): Predicate {
  const textOf = wordMemo(tokenise);
  return (document) => {
    const text = document[field];
    return typeof text === 'string' && test(textOf(document, field, text));
  };
}

function tokensOf(field: FieldText, tokenise: Tokeniser): readonly string[] {
  return (field.tokens ??= tokenise(field.text));
}

/** Looking for a word in the plain text first spares most texts the splitting. */
function hasWord(field: FieldText, word: string, tokenise: Tokeniser): boolean {
  if (!field.set && !field.lower.includes(word)) return false;
  return (field.set ??= new Set(tokensOf(field, tokenise))).has(word);
}

function holdsPhrase(tokens: readonly string[], phrase: Phrase): boolean {
  let held = 0;
  for (const token of tokens) {
    held = heldWith(phrase, held, token);
    if (held === phrase.words.length) return true;
  }
  return false;
}
