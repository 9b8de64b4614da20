import { linesOf } from '../lines/lines-of.js';
import { trimBytes } from './blank-bytes.js';
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

function* arrayParts(body: Buffer): Generator<Buffer> {
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

/** Index after the first value; the length + 1 when it never ends. */
function endOfValue(body: Buffer): number {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at);
    else {
      depth += nesting(byte);
      if (depth <= 0) return at + 1;
    }
  }
  return body.length + 1;
}

function nesting(byte: number | undefined): number {
  if (byte === 0x7b || byte === OPEN_BRACKET) return 1;
  return byte === 0x7d || byte === 0x5d ? -1 : 0;
}
