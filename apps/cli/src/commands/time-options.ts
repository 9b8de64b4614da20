import type { Command } from 'commander';

/** Adds the options by which every command over logs narrows their time. */
export function withTimeOptions(command: Command): Command {
  return command
    .option('--since <time>', 'nothing older than this')
    .option('--until <time>', 'nothing from this time on');
}
