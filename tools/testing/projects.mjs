import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Directories that hold projects, as the workspaces of package.json name them. */
const GROUPS = ['apps', 'libs', 'infra'];

/**
 * Every project's directory, relative to the root.
 *
 * @param {string} root the workspace's root
 * @returns {Promise<string[]>}
 */
export async function listProjects(root) {
  const groups = await Promise.all(
    GROUPS.map(async (group) => {
      const names = await readdir(join(root, group));
      return names.map((name) => join(group, name));
    }),
  );
  return [...groups.flat(), 'tools'].filter((directory) =>
    existsSync(join(root, directory, 'vitest.config.ts')),
  );
}

/**
 * Whether a project has integration tests: files `test/**` + `/*.integration.test.ts`.
 *
 * @param {string} directory absolute
 * @returns {Promise<boolean>}
 */
export async function hasIntegrationTests(directory) {
  const files = await readdir(join(directory, 'test'), { recursive: true }).catch(() => []);
  return files.some((file) => file.endsWith('.integration.test.ts'));
}
