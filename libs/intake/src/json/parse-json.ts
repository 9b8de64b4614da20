/**
 * Numbers that a double may not hold: sixteen digits in a row, a three-digit exponent, or an epoch with more than
 * microseconds. Only a text that has one is parsed with a reviver, which is several times slower.
 */
const WIDE_NUMBER = /\d{16}|[eE]\+?\d{3}|\d\.\d{7}/;

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
      typeof value === 'number' && context?.source !== undefined && losesDigits(value, isWideKey(key))
        ? context.source
        : value;
    return { ok: true, value: JSON.parse(text, keepDigits) };
  } catch (error) {
    const position = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    return {
      ok: false,
      reason: `not JSON${position === undefined ? ': it ends too early' : ` at ${position}`}`,
    };
  }
}

function losesDigits(value: number, wide: boolean): boolean {
  if (!Number.isFinite(value)) return true;
  return Number.isInteger(value) ? !Number.isSafeInteger(value) : wide;
}
