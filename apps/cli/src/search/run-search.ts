import { searchCountSchema, searchPageSchema, type SearchHit } from '@millrace/schemas';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { parseWhen } from '../time/parse-when.js';
import { renderHit } from './render-hit.js';

/** Options of the command as the user gave them. */
export interface SearchCommandOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly count?: true;
  readonly json?: true;
}

const PATH = '/v1/logs';
/** Logs asked for at a time; the rest follows by cursor. */
const PAGE_SIZE = 500;

/** Prints the logs a query finds, or their number. @throws CliError when the query or the access is refused */
export async function runSearch(
  query: string,
  options: SearchCommandOptions,
  context: CliContext,
): Promise<void> {
  const now = context.now();
  const scope = {
    q: query,
    from: options.since === undefined ? undefined : parseWhen(options.since, '--since', now),
    to: options.until === undefined ? undefined : parseWhen(options.until, '--until', now),
  };
  const api = await findService('api', context.config);
  const signal = context.interrupted();
  const { terminal } = context;
  if (options.count) {
    const request = { path: PATH, query: { ...scope, count: 'true' }, reply: searchCountSchema };
    const { count } = await readJson(api, request, signal);
    terminal.print(options.json ? JSON.stringify({ count }) : String(count));
    return;
  }
  for await (const hit of hits(api, { scope, limit: options.limit }, signal)) {
    terminal.print(options.json ? JSON.stringify(hit.document) : renderHit(hit, terminal.paint));
  }
}

interface Wanted {
  readonly scope: Readonly<Record<string, string | undefined>>;
  readonly limit: number;
}

async function* hits(
  api: ServiceAddress,
  { scope, limit }: Wanted,
  signal: AbortSignal,
): AsyncGenerator<SearchHit, void, undefined> {
  let left = limit;
  let cursor: string | undefined;
  do {
    const query = { ...scope, limit: String(Math.min(left, PAGE_SIZE)), cursor };
    const page = await readJson(api, { path: PATH, query, reply: searchPageSchema }, signal);
    yield* page.hits.slice(0, left);
    left -= page.hits.length;
    cursor = page.cursor;
  } while (left > 0 && cursor !== undefined);
}
