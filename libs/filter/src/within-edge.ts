import type { QuerySpan } from './parsed-query.js';
import { INDEX_BOUNDS } from './query-bounds.js';
import { valueFault } from './value-fault.js';

/**
 * A text that values are to lie behind or to begin with, which is `what`. Throws QuerySyntaxError when it is longer than
 * an index takes.
 */
export function withinEdge(text: string, span: QuerySpan, what: string): string {
  const { edgeBytes } = INDEX_BOUNDS;
  if (Buffer.byteLength(text) > edgeBytes)
    throw valueFault(
      span,
      `${what} of at most ${edgeBytes} bytes; an index cannot be asked for a longer one`,
    );
  return text;
}
