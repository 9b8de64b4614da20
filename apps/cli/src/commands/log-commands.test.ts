import { CommanderError } from 'commander';
import { expect, it } from 'vitest';
import type { CliContext } from '../cli-context.js';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-code.js';
import { createProgram } from '../program.js';

/** No command may ask anybody: nothing is there to ask. */
const context = {
  config: { access: {}, stateDir: undefined },
  interrupted: () => undefined,
} as unknown as CliContext;

const run = (...words: readonly string[]) =>
  createProgram(context, [])
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(words, { from: 'user' });

it('a histogram is asked for no more bars than the api gives', async () => {
  const error = await run('histogram', '--buckets', '501').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommanderError);
  expect(String(error)).toContain('--buckets takes a whole number from 1 to 500.');
});

it('a search that goes on shows no more of the past than one page, and says so', async () => {
  const error = await run('search', 'x', '--follow', '--limit', '1001').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CliError);
  expect(error).toMatchObject({ exitCode: EXIT.usage });
  expect(String(error)).toContain('--limit: 1,001 with --follow, expected 1,000 at most');
});
