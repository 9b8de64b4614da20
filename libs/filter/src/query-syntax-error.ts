/** A query that cannot be understood, with the place where. */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError';
  constructor(
    /** Position of the first character that is wrong, from 1. */
    readonly column: number,
    /** Characters that are wrong, 0 at the end of the query. */
    readonly length: number,
    /** What would have been right there. */
    readonly expected: string,
    /** What was probably meant, to stand in place of the wrong characters. */
    readonly suggestion?: string,
  ) {
    const meant = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    super(`column ${column}: expected ${expected}${meant}`);
  }
}
