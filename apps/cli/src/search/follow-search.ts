import { readJson, type ServiceAddress } from '../client/service-client.js';
import type { CliContext } from '../cli-context.js';
import type { ExitCode } from '../exit-code.js';
import { showingQuery } from '../query/query-refusal.js';
import { incompletenessOf, searchReplySchema } from '../replies/search-reply.js';
import { runTail } from '../tail/run-tail.js';
import { foundLines, type FoundLinesOptions } from './found-lines.js';
import { searchScope, type TimeOptions } from './search-scope.js';
import { tellIncomplete } from './tell-incomplete.js';

/** Most logs of the past; they come on one page, so that the tail begins where its view ended. */
export const MAX_FOLLOWED = 1_000;

/** A search that goes on. */
export interface FollowedSearch {
  readonly api: ServiceAddress;
  readonly query: string;
  /** `limit`: {@link MAX_FOLLOWED} at most. */
  readonly options: TimeOptions & FoundLinesOptions & { readonly limit: number };
}

/**
 * Prints the newest logs a query finds, the oldest of them first, and then those that come in, until Ctrl-C: none is left
 * out between the two, and none comes twice.
 *
 * @throws CliError when the query or the access is refused
 */
export async function followSearch(
  { api, query, options }: FollowedSearch,
  context: CliContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { terminal } = context;
  const parameters = {
    ...searchScope(query, options, context.now()),
    limit: String(options.limit),
    highlight: String(!options.json),
  };
  const request = { path: '/v1/logs', query: parameters, reply: searchReplySchema };
  const page = await showingQuery(query, () => readJson(api, request, signal));
  for (const line of foundLines(page, options, terminal).toReversed()) terminal.print(line);
  await terminal.drained(signal);
  // Logs that are only late come with the tail, but nothing except its words tells that reason from others.
  tellIncomplete(incompletenessOf(page), terminal);
  const { tailCursor: cursor = null } = page;
  const { from } = parameters;
  const after = {
    cursor,
    shown: new Set(page.items.map((log) => log['event.id'])),
    ...(from !== undefined && { fromMs: Date.parse(from) }),
  };
  const json = options.json && { json: options.json };
  return await runTail(query, { stream: 'logs', policy: 'lossless', after, ...json }, context);
}
