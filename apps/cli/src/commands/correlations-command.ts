import { Command, Option } from 'commander';
import { GROUP_STATUSES } from '@millrace/schemas';
import type { CliContext } from '../cli-context.js';
import { listGroups, type ListGroupsOptions } from '../correlations/list-groups.js';
import { showGroup } from '../correlations/show-group.js';
import { WHEN_HELP } from '../time/parse-when.js';
import { wholeNumber } from './whole-number.js';

const HELP = `
A group is all logs with one correlation id, without a pause longer than the window (30 s unless set otherwise). Its
status is complete when a closing event came, timeout when nothing came for the window, merged when another took it in.

Times: ${WHEN_HELP}.

Examples:
  millrace correlations --since 15m --errors
  millrace correlations checkout --service payment --status timeout
  millrace correlations show ID
  millrace correlations show req-38101a0b-2096-447d-96ea-a692162415ae`;

const MAX_ERRORS = 1_000_000_000;

/** The command `millrace correlations`, with `list` and `show`. */
export function correlationsCommand(context: CliContext): Command {
  return new Command('correlations')
    .description('look at logs that belong together')
    .addHelpText('after', HELP)
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(showCommand(context));
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('groups, those that began last first')
    .argument('[text...]', 'beginnings of the correlation id or of services, or whole words in them')
    .option('--service <name>', 'only groups in which this service logged')
    .addOption(
      new Option('--status <status>', 'only these; without it all but merged').choices(GROUP_STATUSES),
    )
    .addOption(
      new Option('--errors [n]', 'only groups with at least so many errors')
        .argParser(wholeNumber('--errors', 0, MAX_ERRORS))
        .preset('1'),
    )
    .option('--since <time>', 'none that began before this')
    .option('--until <time>', 'none that began at this time or later')
    .option('--limit <n>', 'most groups to show', wholeNumber('--limit', 1, 100_000), 50)
    .option('--json', 'print each group as JSON, one object a line')
    .action(async (text: string[], options: ListGroupsOptions) => {
      context.exitWith(await listGroups(text.join(' '), options, context));
    });
}

function showCommand(context: CliContext): Command {
  return new Command('show')
    .description('one group: when which service logged, and its logs')
    .argument('<id>', 'of the group, as the list shows it, or the correlation id')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, options: { readonly json?: true }) => {
      await showGroup(id, options, context);
    });
}
