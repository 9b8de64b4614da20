import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { listDeadLetters } from '../dead-letters/list-dead-letters.js';
import { showDeadLetter } from '../dead-letters/show-dead-letter.js';

const HELP = `
A dead letter is a record that can never succeed as it is. It is kept with its bytes, after redaction, and the reason.

Examples:
  millrace dead-letters
  millrace dead-letters show logs.raw/3/1204/-/ingest
  millrace dead-letters show ID --bytes > record.bin`;

/** The command `millrace dead-letters`, with `list` and `show`. */
export function deadLettersCommand(context: CliContext): Command {
  const list = new Command('list')
    .description('dead letters by cause, the latest first')
    .option('--json', 'print the answer as JSON')
    .action(async (options: { readonly json?: true }) => {
      await listDeadLetters(options, context);
    });
  const show = new Command('show')
    .description('one dead letter: why, from where, and its bytes')
    .argument('<id>', 'as the list shows it')
    .option('--json', 'print the answer as JSON')
    .option('--bytes', 'print nothing but the record’s bytes, as they are')
    .action(async (id: string, options: { readonly json?: true; readonly bytes?: true }) => {
      await showDeadLetter(id, options, context);
    });
  return new Command('dead-letters')
    .description('look at what could not be processed')
    .addHelpText('after', HELP)
    .addCommand(list, { isDefault: true })
    .addCommand(show);
}
