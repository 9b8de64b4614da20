import type { QuerySpan } from './parsed-query.js';
import { QuerySyntaxError } from './query-syntax-error.js';

/** What is wrong with a value. */
export function valueFault({ start, end }: QuerySpan, expected: string): QuerySyntaxError {
  return new QuerySyntaxError(start + 1, end - start, expected);
}
