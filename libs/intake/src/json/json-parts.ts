import { linesOf } from '../lines/lines-of.js';
import { skipBlank, trimBytes } from './blank-bytes.js';
import { endOfString } from './json-depth.js';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;

/**
 * The JSON values in a body, as views: the elements of an array, one value over several lines, or one value a line.
 * Splits by counting braces, without parsing; what is broken comes out as a part that will not parse.
 */
export function jsonParts(bytes: Buffer): Iterable<Buffer> {
  const body = trimBytes(bytes);
  if (body.length === 0) return [];
  const end = endOfValue(body);
  const isOneValue = end === body.length && body.includes(LINE_FEED);
  if (body[0] === OPEN_BRACKET && end === body.length) return arrayParts(body);
  return isOneValue ? [body] : linesOf(body);
}

/** The elements of a JSON array, as views; `body` begins and ends with its brackets. */
export function* arrayParts(body: Buffer): Generator<Buffer> {
  let from = 1;
  let depth = 0;
  for (let at = 1; at < body.length - 1; at++) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at);
    else if (byte === COMMA && depth === 0) {
      yield trimBytes(body.subarray(from, at));
      from = at + 1;
    } else depth += nesting(byte);
  }
  const last = trimBytes(body.subarray(from, body.length - 1));
  if (last.length > 0 || from > 1) yield last;
}

/** Index after the value that begins at `start`; the length + 1 when it never ends. */
export function endOfValue(body: Buffer, start = 0): number {
  let depth = 0;
  for (let at = start; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = endOfString(body, at);
      if (depth === 0) return at + 1;
    } else if (depth === 0 && !isBracket(byte)) {
      return endOfScalar(body, at);
    } else {
      depth += nesting(byte);
      if (depth <= 0) return at + 1;
    }
  }
  return body.length + 1;
}

/** Index after a number, a literal or whatever else stands up to the next delimiter. */
function endOfScalar(body: Buffer, start: number): number {
  let at = start;
  while (at < body.length && body[at] !== COMMA && !isBracket(body[at]) && skipBlank(body, at) === at) at++;
  return at;
}

function isBracket(byte: number | undefined): boolean {
  return nesting(byte) !== 0;
}

function nesting(byte: number | undefined): number {
  if (byte === 0x7b || byte === OPEN_BRACKET) return 1;
  return byte === 0x7d || byte === 0x5d ? -1 : 0;
}
