import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const WORKSPACE_ROOT = join(import.meta.dirname, '../..');

const projects = globSync('{apps,libs,infra}/*/package.json', { cwd: WORKSPACE_ROOT }).map((manifest) => {
  const { name, nx } = JSON.parse(readFileSync(join(WORKSPACE_ROOT, manifest), 'utf8'));
  return {
    name: /** @type {string} */ (name),
    root: dirname(manifest),
    tags: /** @type {string[]} */ (nx.tags),
  };
});

/**
 * The projects that carry one of the Nx tags, from their manifests, so that a project gets its rules from its tag
 * alone. Throws when there is none: rules that apply to nothing are a mistake in the configuration.
 *
 * @param {string[]} tags such as `type:domain`
 */
function tagged(tags) {
  const found = projects.filter((project) => tags.some((tag) => project.tags.includes(tag)));
  if (found.length === 0) throw new Error(`reading project tags: no project is tagged ${tags.join(' or ')}`);
  return found;
}

/**
 * Globs of the TypeScript files of every project that carries one of the tags, relative to the workspace root.
 *
 * @param {...string} tags
 */
export function projectGlobs(...tags) {
  return tagged(tags).map((project) => `${project.root}/**/*.ts`);
}

/**
 * Package names of every project that carries one of the tags.
 *
 * @param {...string} tags
 */
export function packageNames(...tags) {
  return tagged(tags).map((project) => project.name);
}
