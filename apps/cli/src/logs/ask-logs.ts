import type { z } from 'zod';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import type { CliContext } from '../cli-context.js';
import type { ExitCode } from '../exit-code.js';
import { showingQuery, slipNotes } from '../query/query-refusal.js';
import { incompletenessOf, type Coverage } from '../replies/search-reply.js';
import { searchScope, type TimeOptions } from '../search/search-scope.js';
import { tellIncomplete } from '../search/tell-incomplete.js';

/** A question about the logs that a query finds. */
export interface LogQuestion<T> {
  readonly path: string;
  readonly query: string;
  /** Parameters beside query and time; absent ones stay as the api has them. */
  readonly parameters?: Readonly<Record<string, string | number | undefined>>;
  readonly reply: z.ZodType<T>;
}

/** How an answer is printed. */
export interface Answering<T> {
  /** The answer as lines; none when nothing was found. */
  readonly render: (answer: T) => readonly string[];
  readonly options: TimeOptions & { readonly json?: true };
}

/**
 * Asks, and prints the answer: its lines, or with `json` the whole of it as one object.
 *
 * @returns `found` when the answer is known to be incomplete, which is said as well
 * @throws CliError when the query or the access is refused
 */
export async function askLogs<T extends Coverage>(
  { path, query, parameters = {}, reply }: LogQuestion<T>,
  { render, options }: Answering<T>,
  context: CliContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const scope = searchScope(query, options, context.now());
  const api = await findService('api', context.config);
  const request = { path, query: { ...scope, ...textsOf(parameters) }, reply };
  const signal = context.interrupted();
  const answer = await showingQuery(query, () => readJson(api, request, signal));
  const lines = options.json ? undefined : render(answer);
  if (lines === undefined) terminal.printJson(answer);
  for (const line of lines ?? []) terminal.print(line);
  if (lines?.length === 0) for (const note of ['Nothing found.', ...slipNotes(query)]) terminal.note(note);
  await terminal.drained(signal);
  return tellIncomplete(incompletenessOf(answer), terminal);
}

function textsOf(parameters: Readonly<Record<string, string | number | undefined>>) {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) texts[name] = String(value);
  return texts;
}
