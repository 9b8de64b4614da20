import { incompletenessOf, searchReplySchema } from '../replies/search-reply.js';
import { readJson, type ServiceAddress } from './service-client.js';

/** Parameters of a search, as the api spells them; absent ones narrow nothing. */
export type SearchScope = Readonly<Partial<Record<'q' | 'from' | 'to', string | undefined>>>;

/** How many logs a search finds, and why the number may be too low, if it may. */
export interface LogCount {
  readonly count: number;
  readonly incomplete: string | undefined;
}

/** Counts the logs of the key's tenant exactly. @throws CliError when the api cannot be reached or refuses */
export async function countLogs(
  api: ServiceAddress,
  scope: SearchScope,
  signal: AbortSignal,
): Promise<LogCount> {
  const query = { ...scope, limit: '0', count: 'exact' };
  const reply = await readJson(api, { path: '/v1/logs', query, reply: searchReplySchema }, signal);
  return { count: reply.total.value, incomplete: incompletenessOf(reply) };
}
