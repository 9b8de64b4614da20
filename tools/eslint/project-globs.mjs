import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const WORKSPACE_ROOT = join(import.meta.dirname, '../..');

const projects = globSync('{apps,libs,infra}/*/package.json', { cwd: WORKSPACE_ROOT }).map((manifest) => {
  const { nx } = JSON.parse(readFileSync(join(WORKSPACE_ROOT, manifest), 'utf8'));
  return { root: dirname(manifest), tags: /** @type {string[]} */ (nx.tags) };
});

/**
 * Globs of the TypeScript files of every project that carries one of the Nx tags, relative to the workspace root.
 *
 * Read from the manifests, so that a project gets its rules from its tag alone. Throws when no project carries the
 * tags: rules that apply to nothing are a mistake in the configuration.
 *
 * @param {...string} tags Nx tags such as `type:domain`
 * @returns {string[]}
 */
export function projectGlobs(...tags) {
  const globs = projects
    .filter((project) => tags.some((tag) => project.tags.includes(tag)))
    .map((project) => `${project.root}/**/*.ts`);
  if (globs.length === 0) throw new Error(`reading project tags: no project is tagged ${tags.join(' or ')}`);
  return globs;
}
