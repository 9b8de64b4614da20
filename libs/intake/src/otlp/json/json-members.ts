import { skipBlank, trimBytes } from '../../json/blank-bytes.js';
import { endOfString } from '../../json/json-depth.js';
import { endOfValue } from '../../json/json-parts.js';
import { OtlpDecodeError } from '../otlp-decode-error.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * The members of a JSON object that have one of these names, as views, without parsing any value: what stands in
 * between is walked over once. Of a name that stands twice the last counts. Throws when the bytes are no object.
 */
export function jsonMembers(
  bytes: Buffer,
  { of, names }: { readonly of: string; readonly names: readonly string[] },
): ReadonlyMap<string, Buffer> {
  const object = trimBytes(bytes);
  if (object[0] !== OPEN_BRACE || object.at(-1) !== CLOSE_BRACE) throw notAnObject(of);
  const found = new Map<string, Buffer>();
  const last = object.length - 1;
  let at = skipBlank(object, 1);
  while (at < last) {
    const member = readMember(object, at);
    if (member === undefined) throw notAnObject(of);
    if (names.includes(member.name)) found.set(member.name, member.value);
    at = skipBlank(object, member.end);
    if (at === last) return found;
    if (object[at] !== COMMA) throw notAnObject(of);
    at = skipBlank(object, at + 1);
    if (at >= last) throw notAnObject(of);
  }
  return found;
}

function notAnObject(what: string): OtlpDecodeError {
  return new OtlpDecodeError(`${what} is not an object in JSON`);
}

function readMember(object: Buffer, at: number) {
  if (object[at] !== QUOTE) return undefined;
  const nameEnd = endOfString(object, at) + 1;
  const colon = skipBlank(object, nameEnd);
  if (object[colon] !== COLON) return undefined;
  const start = skipBlank(object, colon + 1);
  const end = endOfValue(object, start);
  if (end >= object.length || end <= start) return undefined;
  return { name: nameOf(object.subarray(at, nameEnd)), value: object.subarray(start, end), end };
}

/** The name in its quotes, which may be written with escapes. */
function nameOf(quoted: Buffer): string {
  const text = quoted.toString('utf8');
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return '';
  }
}
