import { countLogs, type SearchScope } from '../client/count-logs.js';
import { findService } from '../client/find-service.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import type { CliContext } from '../cli-context.js';
import type { ExitCode } from '../exit-code.js';
import { askLogs } from '../logs/ask-logs.js';
import { renderExplanation } from '../logs/render-explanation.js';
import { showingQuery, slipNotes } from '../query/query-refusal.js';
import { explainReplySchema, type ExplainReply } from '../replies/explain-reply.js';
import { incompletenessOf, searchReplySchema } from '../replies/search-reply.js';
import { requireSavedSearch } from '../saved/find-saved-search.js';
import { narrowedQuery } from '../saved/narrowed-query.js';
import { followSearch } from './follow-search.js';
import { foundLines } from './found-lines.js';
import { searchScope } from './search-scope.js';
import { tellIncomplete } from './tell-incomplete.js';

/** Options of the command as the user gave them. */
export interface SearchCommandOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly count?: true;
  readonly ids?: true;
  /** Name of a saved search that the query narrows. */
  readonly saved?: string;
  readonly explain?: true;
  readonly follow?: true;
  readonly json?: true;
}

/** Logs asked for at a time; the rest follows by cursor. */
const PAGE_SIZE = 500;

/**
 * Prints the logs a query finds, or their number.
 *
 * @returns `found` when the answer is known to be incomplete, which is said as well
 * @throws CliError when the query or the access is refused
 */
export async function runSearch(
  given: string,
  options: SearchCommandOptions,
  context: CliContext,
): Promise<ExitCode> {
  const api = await findService('api', context.config);
  const signal = context.interrupted();
  const query = await wholeQuery(api, { given, saved: options.saved }, signal);
  if (options.explain) return await explainSearch(query, options, context);
  if (options.follow) return await followSearch({ query, options, api }, context, signal);
  const searching = { scope: searchScope(query, options, context.now()), options, context };
  const incomplete = await showingQuery(query, () =>
    options.count ? printCount(api, searching, signal) : printLogs(api, searching, signal),
  );
  return tellIncomplete(incomplete, context.terminal);
}

/** The query of a saved search, and what narrows it. */
async function wholeQuery(
  api: ServiceAddress,
  { given, saved }: { readonly given: string; readonly saved: string | undefined },
  signal: AbortSignal,
): Promise<string> {
  if (saved === undefined) return given;
  return narrowedQuery(await requireSavedSearch(api, saved, signal), given);
}

interface Searching {
  readonly scope: SearchScope;
  readonly options: SearchCommandOptions;
  readonly context: CliContext;
}

async function printCount(api: ServiceAddress, { scope, options, context }: Searching, signal: AbortSignal) {
  const { count, incomplete } = await countLogs(api, scope, signal);
  if (options.json) context.terminal.printJson({ count });
  else context.terminal.print(String(count));
  if (count === 0) tellSlips(scope, context);
  return incomplete;
}

async function printLogs(api: ServiceAddress, { scope, options, context }: Searching, signal: AbortSignal) {
  const { terminal } = context;
  let incomplete: string | undefined;
  let cursor: string | undefined;
  let left = options.limit;
  let found = 0;
  do {
    const limit = String(Math.min(left, PAGE_SIZE));
    const query = { ...scope, limit, cursor, highlight: String(!options.json) };
    const page = await readJson(api, { path: '/v1/logs', query, reply: searchReplySchema }, signal);
    const lines = foundLines({ ...page, items: page.items.slice(0, left) }, options, terminal);
    for (const line of lines) terminal.print(line);
    await terminal.drained(signal);
    left -= page.items.length;
    found += page.items.length;
    cursor = page.cursor ?? undefined;
    incomplete ??= incompletenessOf(page);
  } while (left > 0 && cursor !== undefined);
  if (found === 0) {
    terminal.note('Nothing found.');
    tellSlips(scope, context);
  }
  return incomplete;
}

function tellSlips({ q = '' }: SearchScope, { terminal }: CliContext): void {
  for (const line of slipNotes(q)) terminal.note(line);
}

async function explainSearch(query: string, options: SearchCommandOptions, context: CliContext) {
  const question = { path: '/v1/logs', query, parameters: { explain: 'true' }, reply: explainReplySchema };
  const render = (reply: ExplainReply) => renderExplanation(reply, context.terminal.paint);
  return await askLogs(question, { render, options }, context);
}
