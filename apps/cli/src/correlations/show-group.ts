import { CliError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { RefusedError } from '../client/problem-error.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { correlationPageSchema, correlationViewSchema } from '../replies/correlation-reply.js';
import type { CorrelationView } from '../replies/correlation-reply.js';
import { renderGroup } from './render-group.js';

/** What the id of a group looks like; a correlation id may look so, too. */
const GROUP_ID = /^[A-Za-z0-9_-]{22}$/;

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
  const { view, uses } = (await byGroupId(api, name, signal)) ?? (await latestUse(api, name, signal));
  if (options.json) terminal.printJson(view);
  else for (const line of renderGroup(view, terminal.paint)) terminal.print(line);
  if (uses !== undefined) {
    const quoted = printable(name);
    terminal.note(
      `${quoted} was used ${uses} times; this is the latest. See millrace correlations ${quoted}`,
    );
  }
}

interface Shown {
  readonly view: CorrelationView;
  /** How often the correlation id was used, when that was more than once. */
  readonly uses?: string;
}

async function byGroupId(api: ServiceAddress, name: string, signal: AbortSignal): Promise<Shown | undefined> {
  if (!GROUP_ID.test(name)) return undefined;
  try {
    return { view: await viewOf(api, name, signal) };
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) return undefined;
    throw error;
  }
}

async function latestUse(api: ServiceAddress, name: string, signal: AbortSignal): Promise<Shown> {
  const query = { correlationId: name, limit: '1' };
  const request = { path: '/v1/correlations', query, reply: correlationPageSchema };
  const { items, total } = await readJson(api, request, signal);
  const [latest] = items;
  if (latest) {
    const uses = `${total.relation === 'gte' ? 'at least ' : ''}${total.value}`;
    return { view: await viewOf(api, latest.id, signal), ...(total.value > 1 && { uses }) };
  }
  throw new CliError(`finding the group of ${printable(name)}: there is none`, {
    hint: 'A group appears once nothing came for its window; millrace correlations lists them.',
  });
}

function viewOf(api: ServiceAddress, id: string, signal: AbortSignal): Promise<CorrelationView> {
  const request = { path: `/v1/correlations/${encodeURIComponent(id)}`, reply: correlationViewSchema };
  return readJson(api, request, signal);
}
