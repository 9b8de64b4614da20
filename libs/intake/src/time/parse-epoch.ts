import type { Stamp } from './stamp.js';

/** Whole digits, then digits after the point. 20 digits hold every nanosecond up to the year 5138. */
const EPOCH = /^(-?)(\d{1,20})(?:\.(\d{1,32}))?$/;

/**
 * A number of seconds, milliseconds, microseconds or nanoseconds since 1970. Its size tells the unit: up to 11 whole
 * digits are seconds (to the year 5138), up to 14 ms, up to 17 µs, up to 20 ns. Takes the digits as text, because a
 * double cannot hold nanoseconds. Undefined when it is no such number.
 */
export function parseEpoch(value: string | number): Stamp | undefined {
  const match = EPOCH.exec(String(value));
  if (!match?.[2]) return undefined;
  const [, sign, whole, fraction = ''] = match;
  const exponent = exponentOf(whole.length);
  const nanoseconds = whole + fraction.padEnd(exponent, '0').slice(0, exponent);
  const epochMs = Number(nanoseconds.slice(0, -6));
  const nanos = Number(nanoseconds.slice(-6));
  if (sign === '-') return { kind: 'instant', epochMs: -epochMs - 1, nanos: 0 };
  return { kind: 'instant', epochMs, nanos };
}

function exponentOf(digits: number): number {
  if (digits <= 11) return 9;
  if (digits <= 14) return 6;
  return digits <= 17 ? 3 : 0;
}
