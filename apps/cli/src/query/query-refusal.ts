import { readQuery, type QueryNode } from '@millrace/filter';
import type { TailStepOf } from '@millrace/tail-client';
import { z } from 'zod';
import { CliError, usageError } from '../cli-error.js';
import { RefusedError } from '../client/problem-error.js';
import { EXIT } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { renderQueryMarks, type QueryMark } from './render-query-marks.js';

/** Most mistakes or slips of one query that are shown. */
const MAX_MARKS = 3;

const placeSchema = z.looseObject({
  column: z.int().min(1),
  length: z.int().min(0),
  expected: z.string(),
  suggestion: z.string().optional(),
});

/**
 * Runs what asks the api with a query. A query that the api does not understand is shown with a mark under what is wrong
 * in it; every other failure goes on as it is.
 *
 * @throws CliError (usage) with the query; whatever `run` throws
 */
export async function showingQuery<T>(query: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'invalid-query') throw error;
    const place = placeSchema.safeParse(error.problem).data;
    const marks = place
      ? [markOf({ ...place, start: place.column - 1, end: place.column - 1 + place.length })]
      : marksOf(query);
    throw refusal(query, { message: error.message, code: error.code, marks });
  }
}

/** What a query asks for, `what` being what it is called. @throws CliError (usage) with what is wrong in it */
export function understoodQuery(query: string, what?: string): QueryNode {
  const { node, problems } = readQuery(query);
  if (problems.length === 0) return node;
  throw refusal(query, { what, code: 'invalid-query', marks: problems.map(markOf) });
}

/** What the fan-out does not take, as an error; of a query with what is wrong in it, or which of its terms only a search can answer. */
export function tailRefusal(query: string, { code, text }: TailStepOf<'refused'>): CliError {
  const message = `watching: ${printable(text)}`;
  if (code !== 'invalid-filter') return usageError(message);
  const { problems, searchOnly } = readQuery(query);
  const untailed = searchOnly.map(({ reason, ...span }) => markOf({ ...span, expected: reason }));
  const marks = problems.length > 0 ? problems.map(markOf) : untailed;
  return refusal(query, { message, code, marks });
}

/**
 * What may be a slip of the pen, up to three of them, shown with what was probably meant: the query is valid with it, and
 * finds what has it.
 */
export function slipNotes(query: string): readonly string[] {
  return renderQueryMarks(query, readQuery(query).hints.slice(0, MAX_MARKS).map(markOf));
}

interface Refusal {
  /** What the query is called. */
  readonly what?: string | undefined;
  /** What the service said. */
  readonly message?: string;
  readonly code: string;
  readonly marks: readonly QueryMark[];
}

function refusal(query: string, { what = 'the query', message = what, code, marks }: Refusal): CliError {
  if (marks.length === 0) return new CliError(message, { exitCode: EXIT.usage });
  const excerpt = renderQueryMarks(query, marks.slice(0, MAX_MARKS));
  return new CliError(`${what} cannot be taken as it is (${code}):`, { exitCode: EXIT.usage, excerpt });
}

function marksOf(query: string): readonly QueryMark[] {
  return readQuery(query).problems.map(markOf);
}

function markOf(problem: {
  readonly start: number;
  readonly end: number;
  readonly expected: string;
  readonly suggestion?: string | undefined;
}): QueryMark {
  const { start, end, expected, suggestion } = problem;
  const meant = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  return { start, end, text: `expected ${expected}${meant}` };
}
