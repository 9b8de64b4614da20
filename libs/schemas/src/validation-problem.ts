import type { z } from 'zod';

/** One thing wrong with a value: where, what was given, what was expected. */
export interface ValidationProblem {
  /** Dotted path, `(root)` for the value itself. */
  readonly path: string;
  /** JSON of what was given, cut to 80 characters; `nothing` when absent. */
  readonly value: string;
  readonly expected: string;
}

const SHOWN_VALUE_CHARACTERS = 80;

/** Turns a schema's error into problems that say path, value and expectation. */
export function validationProblems(error: z.ZodError, input: unknown): readonly ValidationProblem[] {
  return error.issues.map((issue) => ({
    path: issue.path.length === 0 ? '(root)' : issue.path.map(String).join('.'),
    value: shown(valueAt(input, issue.path)),
    expected: issue.message,
  }));
}

/** One line for a person: `severity: given "high", expected number`. */
export function describeProblem(problem: ValidationProblem): string {
  return `${problem.path}: given ${problem.value}, expected ${problem.expected}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let current = input;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  // Functions and symbols have no JSON, whatever the declaration says.
  const json = (JSON.stringify(value) as string | undefined) ?? typeof value;
  return json.length > SHOWN_VALUE_CHARACTERS ? `${json.slice(0, SHOWN_VALUE_CHARACTERS)}…` : json;
}
