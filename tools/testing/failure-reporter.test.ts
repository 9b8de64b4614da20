import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeFailures } from './describe-failures.mjs';
import { readReports, REPORT } from './reports.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const REPORTERS = [
  '--reporter=minimal',
  `--reporter=${join(import.meta.dirname, 'failure-reporter.config.mjs')}`,
  '--reporter=json',
  `--outputFile.json=${REPORT}`,
];

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-failures-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Runs vitest in a project of these files; what it left is read as `npm test` reads it. */
async function runProject(files: Readonly<Record<string, string>>) {
  const directory = join(root, 'apps/broken');
  await mkdir(join(directory, 'node_modules'), { recursive: true });
  await symlink(join(ROOT, 'node_modules/vitest'), join(directory, 'node_modules/vitest'));
  const all = { 'vitest.config.ts': `export default { test: { name: 'broken' } };`, ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  const { MILLRACE_TESTS: _tests, VITEST: _vitest, FORCE_COLOR: _colour, ...env } = process.env;
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', '--root', directory, ...REPORTERS], {
    env: { ...env, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  const read = await readReports(root, ['apps/broken']);
  return {
    status: run.status,
    printed: `${run.stdout}${run.stderr}`,
    ...read,
    lines: describeFailures(read.failures, root),
  };
}

describe('the reporter of failures', { timeout: 60_000 }, () => {
  it('names each test, hook and file that failed, with what it said and where', async () => {
    const { status, lines, printed } = await runProject({
      'test/fine.test.ts': `import { it } from 'vitest';\nit('passes', () => {});\n`,
      'test/broken.test.ts': `import { beforeAll, describe, expect, it } from 'vitest';
describe('adding', () => {
  it('adds', () => {
    expect({ sum: 1 + 1 }).toEqual({ sum: 3 });
  });
});
describe('begun', () => {
  beforeAll(() => {
    throw new RangeError('no room', { cause: new Error('the cellar is full') });
  });
  it('is skipped', () => {});
});
`,
      'test/unloadable.test.ts': `import './not-there.js';\n`,
    });
    expect(status).toBe(1);
    expect(printed).toContain('✓ broken test/fine.test.ts (1 test)');
    const text = lines.join('\n');
    expect(text).toContain('Failures: 3');
    expect(text).toMatch(
      /apps\/broken test\/broken\.test\.ts\n {3}adding > adds\n {5}AssertionError: [^]*\+ {3}"sum": 2[^]*at apps\/broken\/test\/broken\.test\.ts:4:\d+/,
    );
    expect(text).toMatch(
      /begun \(its hooks\)\n {5}RangeError: no room\n {5}caused by: the cellar is full\n {5}at apps\/broken\/test\/broken\.test\.ts:9/,
    );
    expect(text).toMatch(/test\/unloadable\.test\.ts\n {3}\(the file\)\n.*not-there\.js/);
  });

  it('names errors that no test stands for', async () => {
    const { status, reports, lines } = await runProject({
      'late.test.ts': `import { it } from 'vitest';
it('passes', async () => {
  void Promise.reject(new Error('nobody waited'));
  await new Promise((resolve) => setImmediate(resolve));
});
`,
    });
    expect(status).toBe(1);
    expect(reports[0]?.testResults[0]?.status).toBe('passed');
    expect(lines.join('\n')).toMatch(
      /apps\/broken late\.test\.ts\n {3}Unhandled Rejection.*\n {5}.*nobody waited\n {5}at .*late\.test\.ts:3/,
    );
  });

  it('leaves nothing where vitest could not begin, and says why', async () => {
    const { status, missing, printed } = await runProject({
      'vitest.config.ts': `throw new Error('no such setting');`,
    });
    expect([status, missing]).toEqual([1, ['apps/broken']]);
    expect(printed).toContain('no such setting');
  });
});
