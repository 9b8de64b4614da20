import { deadLetterListSchema, type DeadLetterGroup, type DeadLetterList } from '@millrace/schemas';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Terminal } from '../output/terminal.js';

/** Prints the dead letters grouped by their cause. */
export async function listDeadLetters(options: { readonly json?: true }, context: CliContext): Promise<void> {
  const api = await findService('api', context.config);
  const list = await readJson(
    api,
    { path: '/v1/dead-letters', reply: deadLetterListSchema },
    context.interrupted(),
  );
  if (options.json) context.terminal.print(JSON.stringify(list));
  else for (const line of renderList(list, context.terminal)) context.terminal.print(line);
}

function renderList({ groups, truncated }: DeadLetterList, { paint }: Terminal): string[] {
  if (groups.length === 0) return ['There are no dead letters.'];
  return [
    ...groups.flatMap((group) => renderGroup(group, paint)),
    ...(truncated
      ? [paint('yellow', 'There are more than were read; the counts are of what was read.')]
      : []),
  ];
}

function renderGroup(group: DeadLetterGroup, paint: Terminal['paint']): string[] {
  return [
    `${paint('bold', formatCount(group.count).padStart(7))}  ${paint('yellow', printable(group.code))}  ${printable(group.reason)}`,
    `         in ${printable(group.app)}, from ${printable(group.firstSeen)} to ${printable(group.lastSeen)}`,
    `         ${paint('dim', `millrace dead-letters show '${printable(group.sampleId)}'`)}`,
  ];
}
