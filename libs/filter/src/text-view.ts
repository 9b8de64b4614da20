import { WORD_CLASS, wordClassOf } from './word-class.js';

/** A text and the end of what may be seen of it. */
export interface TextView {
  readonly text: string;
  readonly end: number;
}

/** In place of an end: what was looked for does not begin here. */
export const NONE = -1;

/** What goes with the character before it, whatever that is. */
const ATTACHED = classes('extend', 'complexExtend', 'joiner', 'textSelector', 'modifier');

/** Where a character ends, with all that is attached to it. */
export function characterEnd(view: TextView, at: number): number {
  let end = at + width(codeAt(view, at));
  while (isAttached(view, end)) end += width(codeAt(view, end));
  return end;
}

/** Whether what stands there goes with the character before it. */
export function isAttached(view: TextView, at: number): boolean {
  return ATTACHED[classAt(view, at)] === 1;
}

/** Code of the word class of what stands there; 0 beyond the end of the view. */
export function classAt(view: TextView, at: number): number {
  return at < view.end ? wordClassOf(codeAt(view, at)) : 0;
}

/** The code point that stands there; 0 beyond the end of the view. */
export function codeAt({ text, end }: TextView, at: number): number {
  return at < end ? (text.codePointAt(at) ?? 0) : 0;
}

/** UTF-16 units of a code point. */
export function width(code: number): number {
  return code > 0xff_ff ? 2 : 1;
}

/** A set of word classes, to be asked by code. */
export function classes(...names: readonly (keyof typeof WORD_CLASS)[]): Uint8Array {
  const set = new Uint8Array(Object.keys(WORD_CLASS).length + 1);
  for (const name of names) set[WORD_CLASS[name]] = 1;
  return set;
}
