import { parseQuery, QuerySyntaxError } from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';
import { ProblemError } from '@millrace/http';

/** What a query asks for, as a search or, read by `parseFilter`, as a tail understands it; throws the problem `invalid-query`, which has column (from 1), length, what was expected and maybe a suggestion. */
export function understood(text: string, read: (query: string) => QueryNode = parseQuery): QueryNode {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    const { column, length, expected, suggestion } = error;
    throw new ProblemError('invalid-query', slipText(error), {
      members: { column, length, expected, ...(suggestion !== undefined && { suggestion }) },
    });
  }
}

/** What is wrong at a place of a query, or may be; `column` counts from 1. */
export function slipText({
  column,
  expected,
  suggestion,
}: {
  readonly column: number;
  readonly expected: string;
  readonly suggestion?: string | undefined;
}): string {
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return `At column ${column}: expected ${expected}.${meant}`;
}
