import { apiKeyDescriptionSchema } from '../replies/key-reply.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { printable } from '../output/printable.js';

/** Revokes a key. @throws CliError when the tenant has no such key */
export async function revokeKey(
  keyId: string,
  options: { readonly json?: true },
  context: CliContext,
): Promise<void> {
  const api = await findService('api', context.config);
  const path = `/v1/keys/${encodeURIComponent(keyId)}`;
  const request = { method: 'DELETE', path, reply: apiKeyDescriptionSchema } as const;
  const key = await readJson(api, request, context.interrupted());
  const { terminal } = context;
  if (options.json) {
    terminal.printJson(key);
    return;
  }
  const name = `${printable(key.keyId)} "${printable(key.name)}"`;
  terminal.print(`Revoked ${name}; every service refuses it within five seconds.`);
}
