import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Condition under which the workspace's packages resolve to their TypeScript sources, so tests need no build. Without
 * `module`, which names files for bundlers: Node loads these.
 */
const SOURCE_CONDITIONS = ['@millrace/source', 'node', 'import', 'default'];

/** Where a project keeps its unit tests unless it says otherwise. */
const UNIT_TESTS = ['src/**/*.test.ts', 'test/**/*.unit.test.ts'];

/**
 * Vitest configuration shared by every project.
 *
 * `*.test.ts` beside the code are unit, property and contract tests and need no server;
 * `test/*.integration.test.ts` need the real servers and run only when `MILLRACE_TESTS=integration`.
 */
export function projectTestConfig(root: string, unitTests: string[] = UNIT_TESTS) {
  const integration = process.env['MILLRACE_TESTS'] === 'integration';
  return defineConfig({
    root,
    resolve: { conditions: SOURCE_CONDITIONS },
    ssr: { resolve: { conditions: SOURCE_CONDITIONS } },
    test: {
      name: basename(root),
      environment: 'node',
      include: integration ? ['test/**/*.integration.test.ts'] : unitTests,
      passWithNoTests: true,
      testTimeout: integration ? 60_000 : 10_000,
      hookTimeout: 120_000,
      fileParallelism: !integration,
      // Sources are read once a project: a file after the other shares the process, and has names of its own.
      isolate: !integration,
      reporters: ['default'],
    },
  });
}
