import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { runShip, type ShipCommandOptions } from '../ship/run-ship.js';
import { wholeNumber } from './whole-number.js';

const HELP = `
Formats are recognised line by line: JSON, logfmt, syslog, Apache, dated and plain text. Indented lines and stack
traces go with the line above. A file's modification time completes stamps without a year. Every log of a file has an
id made from its place and bytes: sending a file again, or a longer version of it, adds only what is new. Standard
input has no such ids: a retry never doubles, but running the command again does.

Examples:
  millrace ship /var/log/syslog app.log
  millrace ship --service checkout checkout.log.gz
  journalctl -o short-iso | millrace ship --service laptop -

Exit status: 0 every log accepted, 1 some were refused (the summary says which and why), 2 wrong usage or no such
file, 3 ingest cannot be reached or denies access, 130 interrupted.`;

/** The command `millrace ship FILE… | -`. */
export function shipCommand(context: CliContext): Command {
  return new Command('ship')
    .description('send log files, or standard input, into the pipeline')
    .argument('<file...>', 'files to send (.gz is unpacked); - is standard input')
    .option(
      '--service <name>',
      'service of every log (default: what the line says, else the name of the file)',
    )
    .option('--tenant <name>', 'refuse to send unless the key belongs to this tenant')
    .option('--batch-lines <n>', 'most logs in one request', wholeNumber('--batch-lines', 1, 100_000), 1_000)
    .option('--concurrency <n>', 'requests at a time', wholeNumber('--concurrency', 1, 32), 4)
    .option('--json', 'print the summary as JSON, one object a line for each file')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: ShipCommandOptions) => {
      context.exitWith(await runShip(files, options, context));
    });
}
