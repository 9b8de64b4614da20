import { findService } from '../client/find-service.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import type { CliContext } from '../cli-context.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { cell, renderTable } from '../output/table.js';
import { correlationPageSchema, type FoundGroup } from '../replies/correlation-reply.js';
import { parseWhen } from '../time/parse-when.js';
import { momentText, servicesText, spanText } from './group-facts.js';

/** Options of the command as the user gave them. */
export interface ListGroupsOptions {
  readonly service?: string;
  readonly status?: string;
  readonly errors?: number;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly json?: true;
}

/** Groups asked for at a time; the rest follows by cursor. */
const PAGE_SIZE = 500;

/**
 * Prints the groups that match, those that began last first.
 *
 * @returns `found` when the answer is known to be incomplete, which is said as well
 * @throws CliError when an option or the access is refused
 */
export async function listGroups(
  text: string,
  options: ListGroupsOptions,
  context: CliContext,
): Promise<ExitCode> {
  const now = context.now();
  const scope = {
    text,
    service: options.service,
    status: options.status,
    minErrors: options.errors === undefined ? undefined : String(options.errors),
    from: options.since === undefined ? undefined : parseWhen(options.since, '--since', now),
    to: options.until === undefined ? undefined : parseWhen(options.until, '--until', now),
  };
  const api = await findService('api', context.config);
  const found = await readGroups(api, { scope, limit: options.limit }, context.interrupted());
  printGroups(found.groups, options, context);
  if (found.more)
    context.terminal.note(`There are more: these are the ${found.groups.length} that began last.`);
  if (found.incomplete === undefined) return EXIT.ok;
  context.terminal.note(`The answer may be incomplete: ${printable(found.incomplete)}.`);
  return EXIT.found;
}

interface GroupRequest {
  readonly scope: Readonly<Record<string, string | undefined>>;
  readonly limit: number;
}

async function readGroups(api: ServiceAddress, { scope, limit }: GroupRequest, signal: AbortSignal) {
  const groups: FoundGroup[] = [];
  let incomplete: string | undefined;
  let cursor: string | undefined;
  do {
    const query = { ...scope, cursor, limit: String(Math.min(PAGE_SIZE, limit - groups.length)) };
    const request = { path: '/v1/correlations', query, reply: correlationPageSchema };
    const page = await readJson(api, request, signal);
    groups.push(...page.items);
    incomplete ??= page.incomplete;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && groups.length < limit);
  return { groups, more: cursor !== undefined, incomplete };
}

const COLUMNS = [
  { heading: 'began' },
  { heading: 'took', align: 'right' as const },
  { heading: 'logs', align: 'right' as const },
  { heading: 'errors', align: 'right' as const },
  { heading: 'status' },
  { heading: 'id' },
  { heading: 'correlation id' },
  { heading: 'services' },
];

function printGroups(groups: readonly FoundGroup[], { json }: ListGroupsOptions, context: CliContext): void {
  const { terminal } = context;
  if (json) {
    for (const group of groups) terminal.printJson(group);
    return;
  }
  if (groups.length === 0) {
    terminal.note('Nothing found.');
    return;
  }
  const rows = groups.map((group) => [
    cell(momentText(group.first), 'dim'),
    cell(spanText(group.durationMs)),
    cell(group.logs),
    cell(group.errors, group.errors > 0 ? 'red' : 'dim'),
    cell(group.status, group.status === 'complete' ? 'green' : 'yellow'),
    cell(group.id, 'bold'),
    cell(group['correlation.id']),
    cell(servicesText(group), 'cyan'),
  ]);
  for (const line of renderTable(COLUMNS, rows, terminal.paint)) terminal.print(line);
}
