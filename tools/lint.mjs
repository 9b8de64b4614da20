import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';

/**
 * `npm run lint`: lints the projects that a change affects, as Nx sees it, or with `--all` every one, in a single
 * process. The rules that need types then share one TypeScript program (`tsconfig.lint.json`); project by project,
 * each would load and check the sources it stands on anew, which takes three times as long.
 * Takes the base of the change as `nx affected` does (`NX_BASE`, `NX_HEAD`).
 */

const ROOT = join(import.meta.dirname, '..');
/** Belong to no project's directory; linted with the tools. */
const ROOT_FILES = ['eslint.config.mjs', 'vitest.base.ts'];

process.env['NX_DAEMON'] = 'false';
const { nodes } = await createProjectGraphAsync();
const names = process.argv.includes('--all') ? Object.keys(nodes) : affectedProjects();
const roots = names.flatMap((name) => nodes[name]?.data.root ?? []);
if (roots.length > 0)
  process.exitCode = await lint([...roots, ...(names.includes('tools') ? ROOT_FILES : [])]);

/** @returns {string[]} */
function affectedProjects() {
  const nx = spawnSync('nx', ['show', 'projects', '--affected', '--json'], { cwd: ROOT, encoding: 'utf8' });
  if (nx.status !== 0) throw new Error(`asking Nx what is affected: ${nx.stderr || nx.stdout || nx.error}`);
  return JSON.parse(nx.stdout);
}

/**
 * Prints what is wrong and returns the status: 1 when a rule says error, 0 otherwise.
 *
 * @param {string[]} paths relative to the root
 */
async function lint(paths) {
  const eslint = new ESLint({ cwd: ROOT });
  const results = await eslint.lintFiles(paths);
  const formatter = await eslint.loadFormatter('stylish');
  process.stdout.write(await formatter.format(results));
  return results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;
}
