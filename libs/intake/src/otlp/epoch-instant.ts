import type { Instant } from '@millrace/schemas';

const NANOS_PER_MS = 1_000_000;
const MS_PER_HIGH_WORD = 4_294;
const NANOS_LEFT_PER_HIGH_WORD = 967_296;

/**
 * The instant of 64 bits of nanoseconds since 1970, as two words; undefined for 0, which stands for no time. Exact,
 * although a double does not hold the whole: 2^32 ns are 4,294 ms and 967,296 ns.
 */
export function instantOfWords(low: number, high: number): Instant | undefined {
  if (low === 0 && high === 0) return undefined;
  const rest = high * NANOS_LEFT_PER_HIGH_WORD + low;
  const epochMs = high * MS_PER_HIGH_WORD + Math.floor(rest / NANOS_PER_MS);
  return { epochMs, nanos: rest % NANOS_PER_MS };
}

/** The instant of decimal digits of nanoseconds since 1970; undefined for 0. */
export function instantOfDigits(digits: string): Instant | undefined {
  const padded = digits.padStart(7, '0');
  const instant = { epochMs: Number(padded.slice(0, -6)), nanos: Number(padded.slice(-6)) };
  return instant.epochMs === 0 && instant.nanos === 0 ? undefined : instant;
}
