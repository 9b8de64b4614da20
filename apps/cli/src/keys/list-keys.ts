import { keyListSchema } from '../replies/key-reply.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { cell, renderTable } from '../output/table.js';

const COLUMNS = ['id', 'name', 'tenant', 'scopes', 'made', 'ends'].map((heading) => ({ heading }));

/** Prints the keys of the caller's tenant. */
export async function listKeys(options: { readonly json?: true }, context: CliContext): Promise<void> {
  const api = await findService('api', context.config);
  const { items: keys } = await readJson(
    api,
    { path: '/v1/keys', reply: keyListSchema },
    context.interrupted(),
  );
  const { terminal } = context;
  if (options.json) {
    terminal.printJson(keys);
    return;
  }
  const rows = keys.map((key) => {
    const ended = key.expiresAt !== undefined && Date.parse(key.expiresAt) <= context.now();
    return [
      cell(key.keyId, ended ? 'dim' : 'bold'),
      cell(key.name),
      cell(key.tenant),
      cell(key.scopes.join(' ')),
      cell(key.createdAt),
      cell(
        key.expiresAt === undefined ? '' : `${ended ? 'ended' : 'on'} ${key.expiresAt}`,
        ended ? 'dim' : 'yellow',
      ),
    ];
  });
  for (const line of renderTable(COLUMNS, rows, terminal.paint)) terminal.print(line);
}
