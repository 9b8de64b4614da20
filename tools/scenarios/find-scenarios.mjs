import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * @typedef {object} Scenario a program that is run by its name
 * @property {string} name file name without its ending
 * @property {string} file relative to the root
 * @property {string} summary first sentence of its header comment, or empty
 * @property {boolean} needsServers false in projects whose layer can reach none, and when it says `servers: []`
 */

/** Layers that cannot import a client, so that their programs run without servers. */
const PURE_LAYERS = ['type:contract', 'type:domain'];
/** What a program that needs none tells `scenarioOptions`. */
const NO_SERVERS = /^ *servers: \[\],$/m;

/**
 * The programs with an ending in some directories, by name.
 *
 * @param {string} root the workspace's root
 * @param {{ directories: readonly string[], ending: string }} where globs of directories relative to the root
 * @returns {Scenario[]}
 * @throws when two files have one name: which of them was meant could not be told
 */
export function findScenarios(root, { directories, ending }) {
  const files = directories.flatMap((directory) => globSync(join(directory, `*${ending}`), { cwd: root }));
  const scenarios = files.map((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const needsServers = !isPure(root, dirname(file)) && !NO_SERVERS.test(source);
    return { name: basename(file, ending), file, summary: summaryOf(source), needsServers };
  });
  scenarios.sort((a, b) => (a.name < b.name ? -1 : 1));
  const twin = scenarios.find(({ name }, index) => scenarios[index + 1]?.name === name);
  if (twin) throw new Error(`finding *${ending}: several files are named ${twin.name}; rename all but one`);
  return scenarios;
}

/** @param {string} source */
function summaryOf(source) {
  const header = /\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? '';
  const text = header
    .replace(/^\s*\*/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.*?[.:](?= |$)/.exec(text)?.[0].slice(0, -1) ?? text;
}

/**
 * @param {string} root
 * @param {string} directory relative to the root
 */
function isPure(root, directory) {
  const manifest = join(root, ...directory.split('/').slice(0, 2), 'package.json');
  if (!existsSync(manifest)) return false;
  const { nx } = JSON.parse(readFileSync(manifest, 'utf8'));
  return PURE_LAYERS.some((layer) => nx.tags.includes(layer));
}
