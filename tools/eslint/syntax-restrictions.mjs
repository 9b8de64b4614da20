/**
 * What code may not say, as ESLint selectors with what to say instead.
 *
 * @typedef {{ selector: string, message: string }} SyntaxRestriction
 */

/** What no file may hold. @type {SyntaxRestriction[]} */
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

/** What only configuration files may hold. @type {SyntaxRestriction[]} */
export const namedExportsSyntax = [
  {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Export by name, the same name as the file.',
  },
];

/** Source files outside main.ts and config.ts do not read the environment. @type {SyntaxRestriction[]} */
export const environmentSyntax = [
  'MemberExpression[object.name="process"][property.name="env"]',
  'MemberExpression[object.name="process"][property.value="env"]',
  'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
  'ImportDeclaration[source.value=/^(?:node:)?process$/] > ImportSpecifier[imported.name="env"]',
].map((selector) => ({
  selector,
  message:
    'Only main.ts and config.ts read the environment; take a value of the frozen config as a parameter.',
}));

/** Contracts and domain code give the same output for the same input. @type {SyntaxRestriction[]} */
export const clockSyntax = [
  'MemberExpression[object.name=/^(?:Date|performance)$/][property.name="now"]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="process"][property.name=/^(?:hrtime|uptime)$/]',
].map((selector) => ({ selector, message: 'Take the time from an injected `now: () => number`.' }));
