import type { Scope } from '@millrace/schemas';
import { issuedKeySchema } from '../replies/key-reply.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { printIssuedKey } from './print-issued-key.js';

/** Makes a key, of the caller's tenant unless another is wanted, and prints it, the only time it is seen. */
export async function createKey(
  wanted: { readonly name: string; readonly scopes: readonly Scope[]; readonly tenant?: string },
  options: { readonly json?: true },
  context: CliContext,
): Promise<void> {
  const api = await findService('api', context.config);
  const issued = await readJson(
    api,
    {
      method: 'POST',
      path: '/v1/keys',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
      reply: issuedKeySchema,
    },
    context.interrupted(),
  );
  printIssuedKey(issued, options, context.terminal);
}
