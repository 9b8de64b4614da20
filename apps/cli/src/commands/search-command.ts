import { Command, Option } from 'commander';
import { usageError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { formatCount } from '../output/table.js';
import { MAX_FOLLOWED } from '../search/follow-search.js';
import { runSearch, type SearchCommandOptions } from '../search/run-search.js';
import { WHEN_HELP } from '../time/parse-when.js';
import { withTimeOptions } from './time-options.js';
import { wholeNumber } from './whole-number.js';

const HELP = `
A query: words and "quoted phrases" of the message, all of which must occur; field:value (service.name:checkout,
level:error, any attribute of your own), field:a*, field:/regex/, field:(a OR b); field>value, >=, <, <=,
field:[a TO b]; field:* for "has it"; word~ for a misspelt one; * alone for everything; OR, NOT or - before a term,
and parentheses. Case does not matter in words; sshd[24200] is two of them side by side. Quote the query for your
shell. All of it: docs/reference/filter-language.md.

Times: ${WHEN_HELP}.

Examples:
  millrace search 'connection refused' --since 15m
  millrace search '"Failed password" service.name:sshd' --limit 20
  millrace search 'severity>=17' --since 2026-11-20 --until 2026-11-21 --count
  millrace search error --json | jq .message
  millrace search 'service.name:checkout error' --follow
  millrace search 'host.name:*-7' --explain

Exit status: 0 searched, whether something was found or not; 1 the answer may be incomplete; 2 the query, a
time or an option is not valid; 3 the api cannot be reached or denies access.`;

/** The command `millrace search QUERY`. */
export function searchCommand(context: CliContext): Command {
  return withTimeOptions(
    new Command('search')
      .description('find logs, newest first')
      .argument('[query...]', 'what to look for; several arguments are one query'),
  )
    .option(
      '--saved <search>',
      'what the saved search of this name finds, narrowed by the query if there is one',
    )
    .option('--limit <n>', 'most logs to show', wholeNumber('--limit', 1, 1_000_000), 50)
    .option('--count', 'print how many there are, exactly, instead of the logs')
    .addOption(
      new Option(
        '--follow',
        'then go on with what comes in, until Ctrl-C; the oldest of --limit, at most 1,000, first',
      ).conflicts([...['count', 'explain', 'until', 'ids']]),
    )
    .option('--ids', 'show before each log the id by which millrace context finds it')
    .addOption(
      new Option(
        '--explain',
        'say how it would be searched, what that costs, and what to do better',
      ).conflicts(['count', 'ids']),
    )
    .option('--json', 'print each log as its whole document, one JSON object a line')
    .addHelpText('after', HELP)
    .action(async (query: string[], options: SearchCommandOptions) => {
      if (query.length === 0 && options.saved === undefined)
        throw usageError('search: nothing says what to look for', 'Give a query; * finds everything.');
      if (options.follow && options.limit > MAX_FOLLOWED)
        throw usageError(
          `--limit: ${formatCount(options.limit)} with --follow, expected ${formatCount(MAX_FOLLOWED)} at most`,
        );
      context.exitWith(await runSearch(query.join(' '), options, context));
    });
}
