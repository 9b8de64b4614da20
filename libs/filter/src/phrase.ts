/** Words that are to stand side by side. */
export interface Phrase {
  readonly words: readonly string[];
  /**
   * Of each beginning, by its words less one: how many words the longest shorter beginning has that it ends with. So much
   * still holds when the next word is another than the phrase's, and no word of a text is read twice.
   */
  readonly kept: readonly number[];
}

/** A phrase of these words, to be looked for in time linear in a text (Knuth, Morris and Pratt). */
export function phraseOf(words: readonly string[]): Phrase {
  const kept: number[] = [];
  const phrase = { words, kept };
  let held = 0;
  for (const word of words.slice(1)) {
    kept.push(held);
    held = heldWith(phrase, held, word);
  }
  kept.push(held);
  return phrase;
}

/** How many words of the phrase stand up to and with the next word of a text, of which so many stood before it. */
export function heldWith({ words, kept }: Phrase, before: number, next: string): number {
  let held = before;
  while (held > 0 && words[held] !== next) held = kept[held - 1] ?? 0;
  return words[held] === next ? held + 1 : 0;
}
