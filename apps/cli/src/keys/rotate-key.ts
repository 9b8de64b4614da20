import { issuedKeySchema } from '../replies/key-reply.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { parseDuration } from '../time/parse-when.js';
import { printIssuedKey } from './print-issued-key.js';

/** Makes a key with the same name and scopes; the old one ends after the overlap. */
export async function rotateKey(
  wanted: { readonly keyId: string; readonly overlap: string },
  options: { readonly json?: true },
  context: CliContext,
): Promise<void> {
  const overlapMs = parseDuration(wanted.overlap, '--overlap');
  const api = await findService('api', context.config);
  const issued = await readJson(
    api,
    {
      method: 'POST',
      path: `/v1/keys/${encodeURIComponent(wanted.keyId)}/rotate`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ overlapSeconds: Math.ceil(overlapMs / 1000) }),
      reply: issuedKeySchema,
    },
    context.interrupted(),
  );
  printIssuedKey(issued, options, context.terminal);
  if (!options.json) context.terminal.note(`The key before it goes on working for ${wanted.overlap}.`);
}
