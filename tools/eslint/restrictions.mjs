import { builtinModules } from 'node:module';

/**
 * What a layer may not use, with what to use instead. Nx reports tag faults but cannot say what to do about them, and
 * stays silent about a package that is not installed; these go by name alone.
 *
 * @typedef {{ regex: string, message: string }} ImportRestriction
 * @typedef {{ selector: string, message: string }} SyntaxRestriction
 */

/** @type {ImportRestriction} */
const bareBuiltins = {
  regex: `^(?:${builtinModules.filter((name) => !name.startsWith('node:') && !name.startsWith('_')).join('|')})$`,
  message: 'Write built-in modules with the node: prefix.',
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

/** @type {SyntaxRestriction[]} */
const environment = [
  'MemberExpression[object.name="process"][property.name="env"]',
  'MemberExpression[object.name="process"][property.value="env"]',
  'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
  'ImportDeclaration[source.value=/^(?:node:)?process$/] > ImportSpecifier[imported.name="env"]',
].map((selector) => ({
  selector,
  message:
    'Only main.ts and config.ts read the environment; take a value of the frozen config as a parameter.',
}));

/** @type {SyntaxRestriction[]} */
const clock = [
  'MemberExpression[object.name=/^(?:Date|performance)$/][property.name="now"]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="process"][property.name=/^(?:hrtime|uptime)$/]',
].map((selector) => ({ selector, message: 'Take the time from an injected `now: () => number`.' }));

/** @type {SyntaxRestriction[]} */
export const everywhereSyntax = [
  {
    selector: 'Identifier[name="commitOffsetsIfNecessary"], Literal[value="commitOffsetsIfNecessary"]',
    message:
      'It commits past records that are not settled; commit the contiguous prefix that the offset ledger names.',
  },
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a union of literals, or an array `as const` and its element type.',
  },
  {
    selector: ':matches(TSInterfaceDeclaration, TSTypeAliasDeclaration)[id.name=/^I[A-Z][a-z]/]',
    message: 'Name the thing itself, without the I prefix.',
  },
  {
    selector: ':matches(ClassDeclaration, ClassExpression)[superClass]:not([superClass.name=/Error$/])',
    message: 'Inherit only from Error; compose functions or pass a port instead.',
  },
];

/** @type {SyntaxRestriction[]} */
export const namedExportsSyntax = [
  {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Export by name, the same name as the file.',
  },
];

/** Restrictions of every project's source files outside main.ts and config.ts. */
export const sourceSyntax = environment;

/** Restrictions of every file. */
export const everywhereImports = [bareBuiltins];

/** Restrictions of `type:contract`. */
export const contractImports = [...servers, nest, loggers, onlyBuiltins(['crypto'])];

/** Restrictions of `type:domain`. */
export const domainImports = [...servers, nest, loggers, onlyBuiltins(['crypto', 'buffer'])];

/** Restrictions of `type:contract` and `type:domain`: the same input gives the same output. */
export const pureSyntax = clock;

/** Restrictions of `type:adapter` and `type:runtime`, beside their list of allowed packages. */
export const noFrameworkImports = [nest];

/** Restrictions of an app's files other than `*.module.ts`. */
export const appImports = [
  ...servers.map(({ regex }) => ({
    regex,
    message: 'Only *.module.ts may import a vendor SDK; use the functions of the adapter library.',
  })),
  nest,
  loggers,
];
