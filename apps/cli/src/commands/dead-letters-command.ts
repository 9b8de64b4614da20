import { Command, Option } from 'commander';
import type { CliContext } from '../cli-context.js';
import { DEAD_LETTER_CODES } from '@millrace/schemas';
import { listDeadLetters, type ListOptions } from '../dead-letters/list-dead-letters.js';
import { showDeadLetter } from '../dead-letters/show-dead-letter.js';
import { wholeNumber } from './whole-number.js';

const HELP = `
A dead letter is a record that can never succeed as it is. It is kept with its bytes, after redaction, and the reason.

Examples:
  millrace dead-letters
  millrace dead-letters list --code invalid-json --each
  millrace dead-letters show ID
  millrace dead-letters show ID --bytes > record.bin`;

/** The command `millrace dead-letters`, with `list` and `show`. */
export function deadLettersCommand(context: CliContext): Command {
  const list = new Command('list')
    .description('dead letters by cause, the latest first')
    .addOption(new Option('--code <code>', 'only this kind').choices(DEAD_LETTER_CODES))
    .option('--limit <n>', 'most letters to read', wholeNumber('--limit', 1, 100_000), 1_000)
    .option('--each', 'one line for each letter instead of each cause')
    .option('--json', 'print each letter as JSON, one object a line')
    .action(async (options: ListOptions) => {
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
