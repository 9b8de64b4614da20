import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { runExport, type ExportOptions } from '../export/run-export.js';
import { WHEN_HELP } from '../time/parse-when.js';
import { withTimeOptions } from './time-options.js';

const HELP = `
Writes every log the query finds as its whole document, one JSON object a line, the oldest first, in any number. A
connection that breaks is opened again and goes on after the last whole line: nothing is lost, nothing comes twice. With
--resume a file goes on in which an export was cut, even if its last line was: give the same query and --until. Where
there is no such file yet, it is begun.
Times: ${WHEN_HELP}.
Examples:
  millrace export 'service.name:checkout' --since 7d --output checkout.ndjson
  millrace export 'service.name:checkout' --output checkout.ndjson --resume
  millrace export --since 1h | gzip > last-hour.ndjson.gz
Exit status: 0 everything was written; 2 the query, a time or an option is not valid, or the file is there already; 3
the api cannot be reached or denies access, or the file cannot be written; 130 ended with Ctrl-C.`;

/** The command `millrace export [QUERY]`. */
export function exportCommand(context: CliContext): Command {
  return withTimeOptions(
    new Command('export')
      .description('write all logs that a query finds to a file or a pipe')
      .argument('[query...]', 'which logs; several arguments are one query, none is all'),
  )
    .option('--output <file>', 'write to this new file instead of standard output')
    .option('--resume', 'go on with the file of an export that was cut')
    .addHelpText('after', HELP)
    .action(async (query: string[], options: ExportOptions) => {
      context.exitWith(await runExport(query.join(' '), options, context));
    });
}
