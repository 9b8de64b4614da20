import type { z } from 'zod';
import { ProblemError } from '@millrace/http';
import type { HttpRequest } from '@millrace/http';
import { describeProblem, validationProblems } from '@millrace/schemas';
import { expectation } from './expectation.js';

/** The parameters of a query. Throws the problem `invalid-request` for one that is given twice. */
export function queryObject(query: URLSearchParams): Record<string, string> {
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length > 1) {
      throw new ProblemError('invalid-request', `The parameter ${name} was given more than once.`);
    }
  }
  return Object.fromEntries(query);
}

/** Of a request's headers those that a schema has. */
export function declaredHeaders({ shape }: z.ZodObject, headers: HttpRequest['headers']): object {
  return Object.fromEntries(Object.keys(shape).map((name) => [name, headers[name]]));
}

/** What a schema makes of an input. Throws the problem `invalid-request`, with path, given value and expectation. */
export function checked<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input, { error: expectation });
  if (parsed.success) return parsed.data;
  const problems = validationProblems(parsed.error, input);
  throw new ProblemError('invalid-request', problems.map(describeProblem).join('; '), {
    members: { problems },
  });
}
