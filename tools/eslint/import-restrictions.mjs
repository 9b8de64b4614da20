import { builtinModules } from 'node:module';
import { packageNames } from './tagged-projects.mjs';

/**
 * What a layer may not import, with what to use instead. Nx reports tag faults but cannot say what to do about them,
 * and stays silent about a package that is not installed; these go by name alone.
 *
 * @typedef {{ regex: string, message: string }} ImportRestriction
 */

/** @type {ImportRestriction} */
const bareBuiltins = {
  regex: `^(?:${builtinModules.filter((name) => !name.startsWith('node:') && !name.startsWith('_')).join('|')})$`,
  message: 'Write built-in modules with the node: prefix.',
};

/** @type {ImportRestriction} */
const apps = {
  regex: `^(?:${packageNames('type:app').join('|')})(?:/|$)`,
  message: 'Nothing imports an app: services meet through topics and the contracts of @millrace/schemas.',
};

/** @type {ImportRestriction[]} */
const servers = [
  {
    regex: '^(?:kafkajs|@platformatic/(?:kafka|wasm-utils))(?:/|$)',
    message: 'Use the ports of @millrace/pipeline; @millrace/kafka implements them.',
  },
  {
    regex: '^(?:mongodb|mongoose)(?:/|$)',
    message: 'Declare a port in the domain; @millrace/mongo implements it.',
  },
  {
    regex: '^@elastic/',
    message: 'Declare a port in the domain; @millrace/elasticsearch implements it.',
  },
  {
    regex: '^(?:ws|undici|axios)(?:/|$)',
    message: 'Declare a port in the domain and implement it in an adapter library.',
  },
];

/** @type {ImportRestriction} */
const nest = {
  regex: '^(?:@nestjs/|@fastify/|fastify(?:/|$))',
  message: 'Wire it in *.module.ts by a factory provider; HTTP start-up lives in @millrace/http.',
};

/** @type {ImportRestriction} */
const loggers = {
  regex: '^(?:pino|winston|bunyan|prom-client)(?:[-/]|$)',
  message: 'Return the outcome or report it through a port; @millrace/runtime logs and counts at the edge.',
};

/**
 * @param {string[]} allowed built-in modules, without their prefix
 * @returns {ImportRestriction}
 */
function onlyBuiltins(allowed) {
  return {
    regex: `^node:(?!(?:${allowed.join('|')})$)`,
    message: `Only ${allowed.map((name) => `node:${name}`).join(' and ')} may be used here; take the value as a parameter or declare a port.`,
  };
}

/** Restrictions of every file. */
export const everywhereImports = [bareBuiltins, apps];

/**
 * The same restrictions for `import()`, which ESLint's rule for imports passes over.
 *
 * @param {ImportRestriction[]} imports
 * @returns {import('./syntax-restrictions.mjs').SyntaxRestriction[]}
 */
export function dynamicImports(imports) {
  return imports.map(({ regex, message }) => ({
    selector: `ImportExpression[source.value=/${regex.replaceAll('/', String.raw`\/`)}/]`,
    message,
  }));
}

/** Restrictions of `type:contract`. */
export const contractImports = [...servers, nest, loggers, onlyBuiltins(['crypto'])];

/** Restrictions of `type:domain`. */
export const domainImports = [...servers, nest, loggers, onlyBuiltins(['crypto', 'buffer'])];

/** Restrictions of `type:adapter` and `type:runtime`, beside their list of allowed packages. */
export const frameworkFreeImports = [nest];

/** Restrictions of an app's files other than `*.module.ts`. */
export const appImports = [
  ...servers.map(({ regex }) => ({
    regex,
    message: 'Only *.module.ts may import a vendor SDK; use the functions of the adapter library.',
  })),
  nest,
  loggers,
];
