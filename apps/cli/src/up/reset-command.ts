import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { findWorkspaceHome } from './workspace-home.js';

/** The command `millrace reset`: clears what the local start keeps, after asking. */
export function resetCommand(env: NodeJS.ProcessEnv): Command {
  return new Command('reset')
    .description('remove the data, logs and keys of the local start; downloads stay')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { readonly yes?: boolean }) => {
      const { stateDir } = findWorkspaceHome(env);
      if (options.yes !== true && !(await confirm(stateDir))) {
        process.stdout.write('Nothing was removed.\n');
        return;
      }
      // Loaded only here, see `up`.
      const { resetState } = await import('./reset.js');
      await resetState(stateDir);
      process.stdout.write(`Removed ${stateDir}.\n`);
    });
}

/** Asks on a terminal. @throws Error where nobody can answer */
async function confirm(stateDir: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error(`Removing ${stateDir}: nobody to ask here; say --yes`);
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question(`Remove all data, logs and keys in ${stateDir}? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
