import { classAt, classes, codeAt, isAttached, NONE, width } from './text-view.js';
import type { TextView } from './text-view.js';
import { WORD_CLASS as C } from './word-class.js';

const EMOJI_SELECTOR = 0xfe_0f;
const KEY_CAP = 0x20_e3;
const TAG = { first: 0xe_00_20, last: 0xe_00_7e, end: 0xe_00_7f };
const PICTURES = classes('emoji', 'emojiLetter');

/** End of the picture, or pictures joined to one, that begins here, with selectors, colours of skin and tags (UTS #51). */
export function pictureEnd(view: TextView, from: number): number {
  const first = pictureUnit(view, from);
  if (first === undefined) return NONE;
  let unit: PictureUnit | undefined = first;
  let { end } = first;
  while (unit) {
    ({ end } = unit);
    unit = joinedUnit(view, unit);
  }
  return Math.max(end, tagsEnd(view, first.end));
}

interface PictureUnit {
  readonly end: number;
  /** Whether it ends with a joiner, which may be the one to the next picture. */
  readonly open: boolean;
}

function joinedUnit(view: TextView, { end, open }: PictureUnit): PictureUnit | undefined {
  if (open) return PICTURES[classAt(view, end)] ? pictureUnit(view, end) : undefined;
  if (classAt(view, end) !== C.joiner) return undefined;
  return pictureUnit(view, end + 1);
}

function pictureUnit(view: TextView, from: number): PictureUnit | undefined {
  let at = from;
  while (classAt(view, at) === C.joiner) at++;
  const kind = classAt(view, at);
  if (kind === C.modifier && at === from) return attachedUnit(view, at);
  if (!PICTURES[kind]) return undefined;
  const unit = attachedUnit(view, at);
  const selected = codeAt(view, unit.end) === EMOJI_SELECTOR;
  return selected ? { end: unit.end + 1, open: false } : unit;
}

/** A picture and what is attached to it, short of a selector. */
function attachedUnit(view: TextView, at: number): PictureUnit {
  let end = at + width(codeAt(view, at));
  let open = false;
  while (isAttached(view, end) && codeAt(view, end) !== EMOJI_SELECTOR) {
    const kind = classAt(view, end);
    if (kind === C.textSelector) break;
    open = kind === C.joiner;
    end += width(codeAt(view, end));
  }
  return { end, open };
}

function tagsEnd(view: TextView, from: number): number {
  let at = from;
  while (codeAt(view, at) >= TAG.first && codeAt(view, at) <= TAG.last) at += 2;
  return at > from && codeAt(view, at) === TAG.end ? at + 2 : NONE;
}

/** `#` or `*` within a key. Digits within one are numbers as well, and longer. */
export function keyCapEnd(view: TextView, from: number): number {
  let capped = NONE;
  let at = from + 1;
  for (; isAttached(view, at); at += width(codeAt(view, at))) {
    const code = codeAt(view, at);
    if (code === KEY_CAP) capped = at;
    const selects = code === EMOJI_SELECTOR && codeAt(view, at + 1) === KEY_CAP;
    if (classAt(view, at) === C.textSelector || (code === EMOJI_SELECTOR && !selects)) break;
    if (selects && view.text.slice(from, at).includes(String.fromCharCode(EMOJI_SELECTOR))) break;
  }
  return capped === NONE ? NONE : at;
}
