import { CliError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { correlationPageSchema, correlationViewSchema } from '../replies/correlation-reply.js';
import { renderGroup } from './render-group.js';

const GROUP_ID = /^[A-Za-z0-9_-]{22}$/;
/** Uses of one correlation id that are told apart; a name that is used over and over is no id. */
const MAX_USES = 100;

/**
 * Prints one group with its logs, by its own id or by the correlation id, of which the latest use is shown.
 *
 * @throws CliError when there is none
 */
export async function showGroup(
  name: string,
  options: { readonly json?: true },
  context: CliContext,
): Promise<void> {
  const api = await findService('api', context.config);
  const signal = context.interrupted();
  const { terminal } = context;
  const { id, uses } = GROUP_ID.test(name) ? { id: name, uses: 1 } : await latestUse(api, name, signal);
  const request = { path: `/v1/correlations/${encodeURIComponent(id)}`, reply: correlationViewSchema };
  const view = await readJson(api, request, signal);
  if (options.json) terminal.print(JSON.stringify(view));
  else for (const line of renderGroup(view, terminal.paint)) terminal.print(line);
  if (uses > 1) {
    const quoted = printable(name);
    terminal.note(
      `${quoted} was used ${uses} times; this is the latest. See millrace correlations ${quoted}`,
    );
  }
}

async function latestUse(api: ServiceAddress, name: string, signal: AbortSignal) {
  const query = { text: name, limit: String(MAX_USES) };
  const request = { path: '/v1/correlations', query, reply: correlationPageSchema };
  const { items } = await readJson(api, request, signal);
  const uses = items.filter((group) => group['correlation.id'] === name);
  const [latest] = uses;
  if (latest) return { id: latest.id, uses: uses.length };
  throw new CliError(`finding the group of ${printable(name)}: there is none`, {
    hint: 'A group appears once nothing came for its window; millrace correlations lists them.',
  });
}
