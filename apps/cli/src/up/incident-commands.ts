import { FAULTY_VERSION, SAMPLE_ENVIRONMENT } from '@millrace/sample';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { searchReplySchema } from '../replies/search-reply.js';

const FAILED_PAYMENTS = 'service.name:payments severity>=17';

/** The searches that lead to the sample's incident, in the order in which to try them. */
function commandsFor(traceId: string): readonly (readonly [command: string, finds: string])[] {
  return [
    [`npx millrace search '${FAILED_PAYMENTS}'`, 'what fails'],
    [`npx millrace search 'service.version:${FAULTY_VERSION} duration_ms>3000'`, 'which version is slow'],
    [`npx millrace search trace.id:${printable(traceId)}`, 'one order through its services'],
  ];
}

/** Lines with the commands that find the sample's incident; none when it is not among what can be searched. */
export async function incidentCommands(api: ServiceAddress, signal: AbortSignal): Promise<readonly string[]> {
  const query = { q: `service.environment:${SAMPLE_ENVIRONMENT} ${FAILED_PAYMENTS}`, limit: '1' };
  const { items } = await readJson(api, { path: '/v1/logs', query, reply: searchReplySchema }, signal);
  const traceId = items[0]?.['trace.id'];
  if (typeof traceId !== 'string') return [];
  const commands = commandsFor(traceId);
  const width = Math.max(...commands.map(([command]) => command.length));
  return commands.map(([command, finds]) => `  ${command.padEnd(width)}  ${finds}`);
}
