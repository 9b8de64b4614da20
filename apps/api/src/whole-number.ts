import { z } from 'zod';

/**
 * A query parameter that is a whole number in digits, `fallback` when absent; an empty one, `1e3` and `0x10` are no
 * such thing.
 */
export function wholeNumber(min: number, max: number, fallback: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z
    .preprocess(
      (given) => (typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given),
      z.int({ error }).min(min, { error }).max(max, { error }),
    )
    .default(fallback);
}
