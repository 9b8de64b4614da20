import { join } from 'node:path';
import { runScenarioCommand } from './scenarios/scenario-command.mjs';

/** `npm run chaos -- SCENARIO …`: kills, cuts and fills up the whole system, and checks that nothing is lost. */
process.exitCode = await runScenarioCommand({
  root: join(import.meta.dirname, '..'),
  command: 'chaos',
  noun: 'scenario',
  ending: '.chaos.ts',
  directories: ['invariants', 'apps/*/test'],
  checksOptions: true,
});
