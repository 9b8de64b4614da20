import { CliError } from '../cli-error.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { savedSearchesSchema, type SavedSearch } from '../replies/saved-search-reply.js';

/** The search of this name; undefined when there is none. @throws CliError when the api refuses or does not answer */
export async function findSavedSearch(
  api: ServiceAddress,
  name: string,
  signal: AbortSignal,
): Promise<SavedSearch | undefined> {
  const { items } = await readJson(api, { path: '/v1/searches', reply: savedSearchesSchema }, signal);
  return items.find((search) => search.name === name.trim());
}

/** The search of this name. @throws CliError when there is none, too */
export async function requireSavedSearch(
  api: ServiceAddress,
  name: string,
  signal: AbortSignal,
): Promise<SavedSearch> {
  const search = await findSavedSearch(api, name, signal);
  if (search) return search;
  throw new CliError(`finding the search ${printable(name)}: there is none of that name`, {
    hint: 'millrace searches lists them.',
  });
}
