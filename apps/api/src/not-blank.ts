import { z } from 'zod';

/** A text with something to read in it, without the blanks around it: at most `max` characters. */
export function notBlank(max: number) {
  // By a pattern, which a description of the api can have; a least length would count blanks there.
  return z.string().trim().regex(/\S/, 'at least 1 character').max(max);
}
