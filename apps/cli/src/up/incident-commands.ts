import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTY_VERSION, SAMPLE_ENVIRONMENT } from '@millrace/sample';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { correlationPageSchema } from '../replies/correlation-reply.js';
import { searchReplySchema } from '../replies/search-reply.js';

const FAILED_PAYMENTS = 'service.name:payments severity>=17';

/** How long the group of a failed order is waited for; without it a search for its trace is shown instead. */
const GROUPED_WITHIN_MS = 20_000;
const POLL_EVERY_MS = 500;

/** The commands that lead to the sample's incident, in the order in which to try them. */
function commandsFor(
  trace: string,
  isGrouped: boolean,
): readonly (readonly [command: string, finds: string])[] {
  return [
    [`npx millrace search '${FAILED_PAYMENTS}'`, 'what fails'],
    [`npx millrace search 'service.version:${FAULTY_VERSION} duration_ms>3000'`, 'which version is slow'],
    [
      `npx millrace ${isGrouped ? 'correlations show ' : 'search trace.id:'}${trace}`,
      'one order through its services',
    ],
  ];
}

/** Lines with the commands that find the sample's incident; none when it is not among what can be searched. */
export async function incidentCommands(api: ServiceAddress, signal: AbortSignal): Promise<readonly string[]> {
  const query = { q: `service.environment:${SAMPLE_ENVIRONMENT} ${FAILED_PAYMENTS}`, limit: '1' };
  const { items } = await readJson(api, { path: '/v1/logs', query, reply: searchReplySchema }, signal);
  const traceId = items[0]?.['trace.id'];
  if (typeof traceId !== 'string') return [];
  const commands = commandsFor(printable(traceId), await isGroupedSoon(api, traceId, signal));
  const width = Math.max(...commands.map(([command]) => command.length));
  return commands.map(([command, finds]) => `  ${command.padEnd(width)}  ${finds}`);
}

/** Whether the logs of a trace are found as a group, now or within a while: it follows its last log after the window. */
async function isGroupedSoon(api: ServiceAddress, traceId: string, signal: AbortSignal): Promise<boolean> {
  const request = {
    path: '/v1/correlations',
    query: { text: traceId, limit: '1' },
    reply: correlationPageSchema,
  };
  const giveUpAt = performance.now() + GROUPED_WITHIN_MS;
  for (;;) {
    const { items } = await readJson(api, request, signal);
    if (items.length > 0 || performance.now() > giveUpAt) return items.length > 0;
    await sleep(POLL_EVERY_MS, undefined, { signal });
  }
}
