import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { showContext, type ContextOptions } from '../logs/show-context.js';
import { wholeNumber } from './whole-number.js';

const MAX_LINES = 200;
const HELP = `
Shows what the same service on the same host logged around a log, in the order of time, with a mark before the one that
was asked for. Ids are shown by millrace search --ids, and stand in its --json as _id.
Examples:
  millrace search 'payment failed' --ids --limit 3
  millrace context ID --before 20 --after 5
Exit status: 0 shown; 1 the answer may be incomplete; 2 the command line is not valid; 3 there is no such log, or the
api cannot be reached or denies access.`;

/** The command `millrace context ID`. */
export function contextCommand(context: CliContext): Command {
  return new Command('context')
    .description('the lines before and after a log, from the same source')
    .argument('<id>', 'of the log, as search --ids shows it')
    .option('--before <n>', 'lines before it', wholeNumber('--before', 0, MAX_LINES), 10)
    .option('--after <n>', 'lines after it', wholeNumber('--after', 0, MAX_LINES), 10)
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, options: ContextOptions) => {
      context.exitWith(await showContext(id, options, context));
    });
}
