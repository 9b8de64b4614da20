import { isLevelWord, levelOfWord } from '../fields/level.js';
import type { Level } from '../fields/level.js';

const PREFIX = /^\[?([A-Za-z]{3,13})(?:\]:?|:)\s/;

/**
 * The level a text states at its very start, `error: …` or `[WARN] …`. A level is never guessed from words further
 * on: `Failed password` is no level.
 */
export function levelPrefix(text: string): Level | undefined {
  const word = PREFIX.exec(text)?.[1];
  return word !== undefined && isLevelWord(word) ? levelOfWord(word) : undefined;
}
