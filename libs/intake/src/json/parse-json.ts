/**
 * Numbers that a double may not hold, where a number can stand: sixteen digits, a three-digit exponent, or an epoch
 * with more than microseconds. Only a text that has one is parsed with a reviver, which is several times slower.
 */
const WIDE_NUMBER = /[:,[]\s*-?(?:\d{16}|\d+(?:\.\d+)?[eE]\+?\d{3}|\d+\.\d{7})/;

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** Parsed JSON, or why it is none. */
export type JsonResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/**
 * Parses JSON without losing digits: a number that a double cannot hold exactly (an integer beyond 2^53, one too
 * large, or `wideKeys`' fractions) comes back as the string the sender wrote. Never throws, never quotes the text.
 */
export function parseJson(text: string, isWideKey: (key: string) => boolean): JsonResult {
  try {
    if (!WIDE_NUMBER.test(text)) return { ok: true, value: JSON.parse(text) };
    const keepDigits: Reviver = (key, value, context) =>
      typeof value === 'number' &&
      context?.source !== undefined &&
      losesDigits(value, context.source, isWideKey(key))
        ? context.source
        : value;
    return { ok: true, value: JSON.parse(text, keepDigits) };
  } catch (error) {
    return { ok: false, reason: faultOf(error instanceof Error ? error.message : '') };
  }
}

function losesDigits(value: number, source: string, wide: boolean): boolean {
  if (!Number.isFinite(value)) return true;
  if (!Number.isInteger(value)) return wide;
  return !Number.isSafeInteger(value) && DIGITS.test(source);
}

const DIGITS = /^-?\d+$/;

/** The engine's own words quote the text, which may hold a secret. */
function faultOf(message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `not JSON at position ${position}`;
  return message.startsWith('Unexpected end') ? 'not JSON: it ends too early' : 'not JSON';
}
