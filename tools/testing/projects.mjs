import { existsSync, globSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The directory of every project that has tests, relative to the root, in the order of the workspaces of package.json.
 *
 * @param {string} root the workspace's root
 * @returns {Promise<string[]>}
 */
export async function listProjects(root) {
  const { workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return workspaces
    .flatMap((/** @type {string} */ pattern) => globSync(pattern, { cwd: root }).sort())
    .filter((/** @type {string} */ directory) => existsSync(join(root, directory, 'vitest.config.ts')));
}

/**
 * Whether a project has integration tests: files in `test/` that end in `.integration.test.ts`.
 *
 * @param {string} directory absolute
 * @returns {Promise<boolean>}
 */
export async function hasIntegrationTests(directory) {
  const files = await readdir(join(directory, 'test'), { recursive: true }).catch(() => []);
  return files.some((file) => file.endsWith('.integration.test.ts'));
}
