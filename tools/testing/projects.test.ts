import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasIntegrationTests, listProjects } from './projects.mjs';

const ROOT = join(import.meta.dirname, '..', '..');

it('finds the projects of every workspace, also those that are a directory of their own', async () => {
  const projects = await listProjects(ROOT);
  expect(projects).toEqual(
    expect.arrayContaining(['apps/cli', 'libs/kafka', 'infra/local-servers', 'tools']),
  );
});

it('knows which have integration tests', async () => {
  expect(await hasIntegrationTests(join(ROOT, 'infra', 'local-servers'))).toBe(true);
  expect(await hasIntegrationTests(join(ROOT, 'tools'))).toBe(false);
});
