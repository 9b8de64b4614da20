import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { cell, renderTable } from '../output/table.js';
import { showingQuery } from '../query/query-refusal.js';
import { savedSearchesSchema, savedSearchSchema } from '../replies/saved-search-reply.js';
import { findSavedSearch, requireSavedSearch } from './find-saved-search.js';

interface JsonOption {
  readonly json?: true;
}

const COLUMNS = [{ heading: 'name' }, { heading: 'query' }, { heading: 'description' }];

/** Prints the searches the tenant keeps, by name. @throws CliError when the api refuses or does not answer */
export async function listSavedSearches({ json }: JsonOption, context: CliContext): Promise<void> {
  const { terminal } = context;
  const api = await findService('api', context.config);
  const request = { path: '/v1/searches', reply: savedSearchesSchema };
  const { items } = await readJson(api, request, context.interrupted());
  if (json) for (const search of items) terminal.printJson(search);
  else if (items.length === 0) terminal.note('No search is saved.');
  else {
    const rows = items.map(({ name, q, description }) => [
      cell(name, 'bold'),
      cell(q),
      cell(description, 'dim'),
    ]);
    for (const line of renderTable(COLUMNS, rows, terminal.paint)) terminal.print(line);
  }
}

/** What to keep under which name. */
export interface NewSavedSearch extends JsonOption {
  readonly name: string;
  readonly query: string;
  readonly description?: string;
}

/**
 * Keeps a query under a name, in place of what that name stood for.
 *
 * @throws CliError when the query is not understood, or another key's search has the name
 */
export async function saveSearch(
  { name, query, description, json }: NewSavedSearch,
  context: CliContext,
): Promise<void> {
  const api = await findService('api', context.config);
  const signal = context.interrupted();
  const before = await findSavedSearch(api, name, signal);
  const content = { name, q: query, description: description ?? before?.description ?? '' };
  const request = {
    ...(before
      ? { method: 'PUT' as const, path: `/v1/searches/${encodeURIComponent(before.id)}` }
      : { method: 'POST' as const, path: '/v1/searches' }),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(before ? { ...content, version: before.version } : content),
    reply: savedSearchSchema,
  };
  const saved = await showingQuery(query, () => readJson(api, request, signal));
  if (json) context.terminal.printJson(saved);
  else context.terminal.print(`${printable(saved.name)} is ${before ? 'changed' : 'saved'}`);
}

/** Removes the search of a name. @throws CliError when there is none, or it is another key's */
export async function deleteSavedSearch(
  name: string,
  { json }: JsonOption,
  context: CliContext,
): Promise<void> {
  const api = await findService('api', context.config);
  const signal = context.interrupted();
  const { id } = await requireSavedSearch(api, name, signal);
  const path = `/v1/searches/${encodeURIComponent(id)}`;
  const gone = await readJson(api, { method: 'DELETE', path, reply: savedSearchSchema }, signal);
  if (json) context.terminal.printJson(gone);
  else context.terminal.print(`${printable(gone.name)} is deleted`);
}
