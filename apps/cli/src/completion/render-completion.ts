import type { Candidate, Completion } from './completion.js';
import { quotedForShell, type ShellWord } from './shell-words.js';

/**
 * A completion as the functions for zsh and fish read it: `files`, or a line for each candidate with its word and
 * description between tabs, after `+` where more of the word follows and `=` where it is whole.
 */
export function renderCompletion(completion: Completion): readonly string[] {
  if (completion === 'files') return [completion];
  return completion.filter(isOneLine).map(({ word, description, goesOn }) => {
    return `${goesOn ? '+' : '='}${word}\t${description.replaceAll(/\s+/g, ' ')}`;
  });
}

/** Where bash is in its line. */
export interface BashLine {
  readonly line: string;
  /** The word being typed. */
  readonly word: ShellWord;
  /** `$COMP_WORDBREAKS`: bash replaces only what is typed after the last of these. */
  readonly wordBreaks: string;
}

/**
 * A completion as the function for bash reads it: `files`, or for each candidate a line with what replaces the end of
 * the line, quoted as its beginning is. A word that is whole ends in a space, unless a quotation mark is open: bash
 * closes that itself, and does so when one candidate is left. A field's name alone is therefore offered with `*` too.
 */
export function renderBashCompletion(completion: Completion, bash: BashLine): readonly string[] {
  if (completion === 'files') return [completion];
  const { line, word } = bash;
  const kept = line.slice(replacedFrom(bash));
  if (isExpanded(kept, word)) return [];
  const candidates = completion.filter(isOneLine).filter((candidate) => candidate.word.startsWith(word.text));
  return spread(candidates, word).map(({ word: whole, goesOn }) => {
    const rest = quotedForShell(whole.slice(word.text.length), word.openQuote);
    return `=${kept}${rest}${goesOn || word.openQuote !== '' ? '' : ' '}`;
  });
}

/** With what a log holds behind it, an expansion that is begun could become a command that runs. */
function isExpanded(kept: string, { openQuote }: ShellWord): boolean {
  return openQuote !== "'" && /(?<!\\)[$`]/.test(kept);
}

function spread(candidates: readonly Candidate[], { openQuote }: ShellWord): readonly Candidate[] {
  const [only, ...others] = candidates;
  const closes = openQuote !== '' && only?.goesOn === true && others.length === 0;
  return closes ? [only, { ...only, word: `${only.word}*` }] : candidates;
}

/** Where in the line that begins which bash replaces. */
function replacedFrom({ line, word, wordBreaks }: BashLine): number {
  if (word.openQuote !== '') return word.openAt;
  for (let at = line.length - 1; at >= word.openAt; at--) {
    if (wordBreaks.includes(line[at] ?? ' ') && line[at - 1] !== '\\') return at + 1;
  }
  return word.openAt;
}

/** What a log holds never becomes part of a line of the shell with a line break or another control character in it. */
function isOneLine({ word }: Candidate): boolean {
  return !/\p{Cc}/u.test(word);
}
