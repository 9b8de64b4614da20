import { Command, Option } from 'commander';
import { TAIL_POLICIES, TAIL_STREAMS } from '@millrace/schemas';
import type { CliContext } from '../cli-context.js';
import { runTail, type TailCommandOptions } from '../tail/run-tail.js';
import { wholeNumber } from './whole-number.js';

const HELP = `
Shows logs as they arrive, from now on; the query is that of millrace search. A connection that breaks is opened again
and goes on where it ended, without a gap. What could not be shown is said with its number on standard error.

Policies, for a reader that is slower than its logs: lossless comes back to where it was as long as the node holds that;
latest leaves the oldest rows out and counts them.

Examples:
  millrace tail
  millrace tail 'service.name:checkout severity>=17'
  millrace tail error --json | jq .message
  millrace tail --stream correlations --limit 10

Exit status: 0 as many rows as --limit says were shown; 2 the query or an option is not valid; 3 the api or the
fan-out denies access or cannot be reached at the start; 130 ended with Ctrl-C.`;

/** The command `millrace tail [QUERY]`. */
export function tailCommand(context: CliContext): Command {
  return new Command('tail')
    .description('watch logs as they arrive')
    .argument('[query...]', 'what to watch; several arguments are one query, none is everything')
    .addOption(new Option('--stream <name>', 'what to watch').choices(TAIL_STREAMS).default('logs'))
    .addOption(
      new Option('--policy <name>', 'what happens when reading is slow')
        .choices(TAIL_POLICIES)
        .default('lossless'),
    )
    .option('--limit <n>', 'end after so many rows', wholeNumber('--limit', 1, Number.MAX_SAFE_INTEGER))
    .option('--json', 'print each row as its whole document, one JSON object a line')
    .addHelpText('after', HELP)
    .action(async (query: string[], options: TailCommandOptions) => {
      context.exitWith(await runTail(query.join(' '), options, context));
    });
}
