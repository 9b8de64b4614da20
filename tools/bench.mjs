import { join } from 'node:path';
import { runScenarioCommand } from './scenarios/scenario-command.mjs';

/** `npm run bench -- NAME …`: runs benchmarks, which lie beside their owner or, side by side with others, in bench/. */
process.exitCode = await runScenarioCommand({
  root: join(import.meta.dirname, '..'),
  command: 'bench',
  noun: 'benchmark',
  ending: '.bench.ts',
  directories: ['apps/*/bench', 'libs/*/bench', 'infra/*/bench', 'bench/*', 'invariants'],
  checksOptions: true,
});
