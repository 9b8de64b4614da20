/** Longest word of the analyzer, UTF-16 units; what is longer goes on in another word. */
export const MAX_TOKEN_LENGTH = 255;

/** Kinds of ASCII characters, as word breaks know them. */
const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const CONNECTOR = 3;
/** Between two letters, between two digits, or between two of either. */
const MID_LETTER = 4;
const MID_NUMBER = 5;
const MID_BOTH = 6;

const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z]/.test(character)) return LETTER;
  if (/[0-9]/.test(character)) return DIGIT;
  if (character === '_') return CONNECTOR;
  if (character === ':') return MID_LETTER;
  if (character === ',' || character === ';') return MID_NUMBER;
  return character === '.' || character === "'" ? MID_BOTH : OTHER;
});

function kindAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? (KINDS[text.charCodeAt(at)] ?? OTHER) : OTHER;
}

function isWordKind(kind: number): boolean {
  return kind === LETTER || kind === DIGIT || kind === CONNECTOR;
}

/** Whether the character at a place holds its two neighbours together. */
function joins(text: string, at: number): boolean {
  const kind = kindAt(text, at);
  if (kind < MID_LETTER) return false;
  const before = kindAt(text, at - 1);
  if (before !== kindAt(text, at + 1)) return false;
  return before === LETTER ? kind !== MID_NUMBER : before === DIGIT && kind !== MID_LETTER;
}

/** Whether the word character at a place is the first of its word. */
export function startsWord(text: string, at: number): boolean {
  return !isWordKind(kindAt(text, at - 1)) && !joins(text, at - 1);
}

/** Whether a word that goes up to a place ends there. */
export function endsWord(text: string, end: number): boolean {
  return !isWordKind(kindAt(text, end)) && !joins(text, end);
}

/** Where a word begins at the earliest that is not the one at a place: behind it. */
export function behindWord(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && (isWordKind(kindAt(text, end)) || joins(text, end))) end++;
  return end;
}

/** Whether what stands from a place up to another, from the first of a word on, is all of one word. */
export function withinWord(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isWordKind(kindAt(text, at)) && !joins(text, at)) return false;
  return true;
}

/**
 * Where the next word begins and ends, as two numbers in `place`; false when there is none. Connectors alone connect,
 * and are no word.
 */
export function nextWord(text: string, from: number, place: WordPlace): boolean {
  let at = from;
  while (at < text.length) {
    while (at < text.length && !isWordKind(kindAt(text, at))) at++;
    const start = at;
    const limit = start + MAX_TOKEN_LENGTH;
    let isWord = false;
    // Nothing is joined to what lies behind the longest word.
    for (; at < limit; at++) {
      const kind = kindAt(text, at);
      if (!isWordKind(kind) && !(kind !== OTHER && at > start && at + 1 < limit && joins(text, at))) break;
      isWord ||= kind !== CONNECTOR;
    }
    if (!isWord) {
      if (at === limit) at = connectorsBefore(text, start);
      continue;
    }
    place.start = start;
    place.end = at;
    return true;
  }
  return false;
}

/** Where the last connectors of a long row begin, those that may be part of the word behind it. */
function connectorsBefore(text: string, start: number): number {
  let end = start;
  while (kindAt(text, end) === CONNECTOR) end++;
  return Math.max(start + 1, end + 1 - MAX_TOKEN_LENGTH);
}

/** Where a word stands; written to by {@link nextWord}, so that looking makes no garbage. */
export interface WordPlace {
  start: number;
  end: number;
}

/** Whether a text has a word that is cut, or may have. */
export function mayHoldLongWord(text: string): boolean {
  if (text.length <= MAX_TOKEN_LENGTH) return false;
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    run = kindAt(text, at) === OTHER ? 0 : run + 1;
    if (run > MAX_TOKEN_LENGTH) return true;
  }
  return false;
}
