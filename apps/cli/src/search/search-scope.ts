import type { SearchScope } from '../client/count-logs.js';
import { parseWhen } from '../time/parse-when.js';

/** Options by which every command over logs narrows their time. */
export interface TimeOptions {
  readonly since?: string;
  readonly until?: string;
}

/** What to search, as the api spells it. @throws CliError (usage) for what is no time */
export function searchScope(query: string, { since, until }: TimeOptions, nowMs: number): SearchScope {
  return {
    q: query,
    from: since === undefined ? undefined : parseWhen(since, '--since', nowMs),
    to: until === undefined ? undefined : parseWhen(until, '--until', nowMs),
  };
}
