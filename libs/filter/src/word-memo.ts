import { mayHoldLongWord } from './ascii-words.js';
import { lowerCase } from './lower-case.js';
import { isAscii, standardTokens } from './standard-tokens.js';
import type { Tokeniser } from './standard-tokens.js';

/** The text of a field of a document, and what has been found out about it. */
export interface FieldText {
  readonly text: string;
  readonly lower: string;
  /** Of ASCII alone and without a word that is cut: that characters are a word is then seen from those beside them. */
  readonly isPlain: boolean;
  tokens: readonly string[] | undefined;
  /** Of a plain text: where its words begin and end, by turns. */
  places: readonly number[] | undefined;
  set: ReadonlySet<string> | undefined;
}

/** Finds out about the text of a document's field. */
export type TextOf = (document: object, field: string, text: string) => FieldText;

const memos = new WeakMap<Tokeniser, TextOf>();

/**
 * Texts of documents, shared by every predicate with the same tokeniser: each is split at most once for however many
 * terms of however many filters in a row, and forgotten with the next document.
 */
export function wordMemo(tokenise: Tokeniser): TextOf {
  const known = memos.get(tokenise);
  if (known) return known;
  const mayBePlain = tokenise === standardTokens;
  let last: object | undefined;
  const fields: string[] = [];
  const texts: FieldText[] = [];
  const textOf: TextOf = (document, field, text) => {
    if (document !== last) {
      last = document;
      fields.length = texts.length = 0;
    }
    const index = fields.indexOf(field);
    const found = index < 0 ? undefined : texts[index];
    if (found) return found;
    const made = fieldText(text, mayBePlain);
    fields.push(field);
    texts.push(made);
    return made;
  };
  memos.set(tokenise, textOf);
  return textOf;
}

function fieldText(text: string, mayBePlain: boolean): FieldText {
  const isPlain = mayBePlain && isAscii(text) && !mayHoldLongWord(text);
  const lower = isPlain ? text.toLowerCase() : lowerCase(text);
  return { text, lower, isPlain, tokens: undefined, places: undefined, set: undefined };
}
