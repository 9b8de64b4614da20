import { lowerCase } from './lower-case.js';
import type { Tokeniser } from './standard-tokens.js';

/** The words of a field of a document, found when they are asked for. */
export interface FieldWords {
  /** false when a word is surely not among them. */
  mayHold(word: string): boolean;
  inOrder(): readonly string[];
  all(): ReadonlySet<string>;
}

/** Finds the words of a document's field; `text` is what the field holds. */
export type WordsOf = (document: object, field: string, text: string) => FieldWords;

const memos = new WeakMap<Tokeniser, WordsOf>();

/**
 * Words of documents, shared by every predicate with the same tokeniser: each text is split at most once for however
 * many terms of however many filters, and forgotten with its document.
 */
export function wordMemo(tokenise: Tokeniser): WordsOf {
  const known = memos.get(tokenise);
  if (known) return known;
  const documents = new WeakMap<object, Map<string, FieldWords>>();
  const wordsOf: WordsOf = (document, field, text) => {
    const fields = documents.get(document) ?? new Map<string, FieldWords>();
    documents.set(document, fields);
    const words = fields.get(field) ?? createFieldWords(text, tokenise);
    fields.set(field, words);
    return words;
  };
  memos.set(tokenise, wordsOf);
  return wordsOf;
}

function createFieldWords(text: string, tokenise: Tokeniser): FieldWords {
  let lower: string | undefined;
  let tokens: readonly string[] | undefined;
  let set: ReadonlySet<string> | undefined;
  const inOrder = () => (tokens ??= tokenise(text));
  const all = () => (set ??= new Set(inOrder()));
  return {
    mayHold: (word) => (set ? set.has(word) : (lower ??= lowerCase(text)).includes(word)),
    inOrder,
    all,
  };
}
