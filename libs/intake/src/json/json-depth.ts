/** Deepest nesting of objects and arrays that is read. */
export const MAX_JSON_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Whether JSON bytes nest deeper than {@link MAX_JSON_DEPTH}; found by counting, so depth costs no stack. */
export function isTooDeep(bytes: Buffer): boolean {
  if (hasAtMost(MAX_JSON_DEPTH, bytes)) return false;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return false;
}

/** Whether there are so few opening brackets that no nesting of them is too deep; true for most logs, at one search. */
function hasAtMost(limit: number, bytes: Buffer): boolean {
  let left = limit;
  for (const bracket of [OPEN_BRACE, OPEN_BRACKET]) {
    for (let at = bytes.indexOf(bracket); at !== -1; at = bytes.indexOf(bracket, at + 1)) {
      if (left-- === 0) return false;
    }
  }
  return true;
}

/** Strings up to this length are walked through; beyond it, calling the native search pays off. */
const SHORT_STRING_BYTES = 64;

/** Index of the quote that closes the string opened at `at`; the last index when none does. */
export function endOfString(bytes: Buffer, at: number): number {
  const near = Math.min(bytes.length, at + SHORT_STRING_BYTES);
  let next = at + 1;
  for (; next < near; next++) {
    const byte = bytes[next];
    if (byte === QUOTE) return next;
    if (byte === BACKSLASH) next++;
  }
  let quote = bytes.indexOf(QUOTE, next);
  while (quote !== -1 && isEscaped(bytes, quote)) quote = bytes.indexOf(QUOTE, quote + 1);
  return quote === -1 ? bytes.length - 1 : quote;
}

function isEscaped(bytes: Buffer, quote: number): boolean {
  let backslashes = 0;
  while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
