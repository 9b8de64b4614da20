import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import type { CliContext } from '../cli-context.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { cell, renderTable, type Cell } from '../output/table.js';
import { instanceListSchema, type InstanceList } from '../replies/instance-reply.js';

const COLUMNS = [
  { heading: 'instance' },
  { heading: 'state' },
  { heading: 'ready' },
  { heading: 'partitions', align: 'right' as const },
  { heading: 'lag', align: 'right' as const },
  { heading: 'host' },
  { heading: 'pid', align: 'right' as const },
  { heading: 'started' },
];

/**
 * Prints the instances that run and how they are.
 *
 * @returns `found` when one of them did not answer
 */
export async function listInstances(
  options: { readonly json?: true },
  context: CliContext,
): Promise<ExitCode> {
  const api = await findService('api', context.config);
  const request = { path: '/v1/instances', reply: instanceListSchema };
  const list = await readJson(api, request, context.interrupted());
  const { terminal } = context;
  if (options.json) terminal.printJson(list);
  else for (const line of renderTable(COLUMNS, list.items.map(rowOf), terminal.paint)) terminal.print(line);
  return list.unanswered.length === 0 ? EXIT.ok : EXIT.found;
}

function rowOf(item: InstanceList['items'][number]): readonly Cell[] {
  const { status } = item;
  return [
    cell(item.instance, 'bold'),
    ...(status === undefined
      ? [cell('no answer', 'red'), cell(''), cell(''), cell('')]
      : [
          cell(status.state, status.state === 'paused' ? 'yellow' : 'plain'),
          cell(status.ready ? 'yes' : 'no', status.ready ? 'plain' : 'red'),
          cell(status.partitions),
          cell(status.lagRecords),
        ]),
    cell(item.host),
    cell(String(item.pid)),
    cell(item.startedAt, 'dim'),
  ];
}
