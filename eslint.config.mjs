import nx from '@nx/eslint-plugin';
import * as jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import { coreRuleAliases } from './tools/eslint/core-rule-aliases.mjs';
import { houseRules } from './tools/eslint/house-rules.mjs';
import * as imports from './tools/eslint/import-restrictions.mjs';
import { manifestChecks } from './tools/eslint/manifest-checks.mjs';
import { sourceBoundaries, testBoundaries } from './tools/eslint/module-boundaries.mjs';
import * as syntax from './tools/eslint/syntax-restrictions.mjs';
import { projectGlobs } from './tools/eslint/tagged-projects.mjs';
import { typeRules, typeRulesOfTests } from './tools/eslint/type-rules.mjs';

const TYPESCRIPT = ['**/*.ts'];
const TESTS = [
  '**/*.test.ts',
  '**/*.bench.ts',
  '**/*.chaos.ts',
  '**/test/**/*.ts',
  '{bench,invariants,tools}/**/*.ts',
  'libs/testing/src/**/*-contract.ts',
];
const CONFIGS = ['**/*.config.{ts,mjs}', 'vitest.base.ts'];
const SOURCES = ['{apps,libs,infra}/*/src/**/*.ts'];

/** @param {syntax.SyntaxRestriction[]} list */
const noSyntax = (list) => ['error', ...list];
/** @param {imports.ImportRestriction[]} patterns */
const noImports = (patterns) => ['error', { patterns }];

/**
 * @param {imports.ImportRestriction[]} restricted
 * @param {syntax.SyntaxRestriction[]} [syntaxToo]
 */
const layerRules = (restricted, syntaxToo = []) => ({
  'layer/no-restricted-imports': noImports(restricted),
  'layer/no-restricted-syntax': noSyntax([...syntaxToo, ...imports.dynamicImports(restricted)]),
});

const workspaceRules = {
  'no-restricted-syntax': noSyntax([
    ...syntax.everywhereSyntax,
    ...imports.dynamicImports(imports.everywhereImports),
  ]),
  'no-restricted-imports': noImports(imports.everywhereImports),
  'exports/no-restricted-syntax': noSyntax(syntax.namedExportsSyntax),
  'house/file-name': 'error',
  eqeqeq: 'error',
  'no-console': 'error',
};

/** The workspace lints at the first figure as a warning and at the second, under the `cap` plugin, as an error. */
const sizeRules = {
  'max-lines': ['warn', 150],
  'cap/max-lines': ['error', 300],
  'max-lines-per-function': ['warn', 30],
  'cap/max-lines-per-function': ['error', 60],
  'max-params': ['warn', 3],
  'cap/max-params': ['error', 4],
};

const testSizeRules = {
  'max-lines': 'off',
  'cap/max-lines': ['error', 500],
  'max-lines-per-function': 'off',
  'cap/max-lines-per-function': 'off',
  'max-params': 'off',
};

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/coverage', '**/.nx', '**/.millrace', '**/fixtures', '**/*.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    plugins: {
      '@nx': nx,
      house: houseRules,
      cap: coreRuleAliases('max-lines', 'max-lines-per-function', 'max-params'),
      exports: coreRuleAliases('no-restricted-syntax'),
      source: coreRuleAliases('no-restricted-syntax'),
      layer: coreRuleAliases('no-restricted-imports', 'no-restricted-syntax'),
    },
  },
  { files: ['**/*.{ts,mjs,js}'], rules: { ...workspaceRules, ...sizeRules } },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: { ...typeRules, '@nx/enforce-module-boundaries': ['error', sourceBoundaries] },
  },
  {
    files: SOURCES,
    rules: {
      'source/no-restricted-syntax': noSyntax(syntax.environmentSyntax),
      'house/header-comment': 'error',
      'house/independent-steps': 'error',
    },
  },
  {
    files: projectGlobs('type:contract'),
    rules: layerRules(imports.contractImports, syntax.clockSyntax),
  },
  {
    files: projectGlobs('type:domain'),
    rules: layerRules(imports.domainImports, syntax.clockSyntax),
  },
  {
    files: projectGlobs('type:adapter', 'type:runtime'),
    rules: layerRules(imports.frameworkFreeImports),
  },
  {
    files: projectGlobs('type:app'),
    ignores: ['**/*.module.ts'],
    rules: layerRules(imports.appImports),
  },
  {
    files: ['apps/*/src/{main,config}.ts', 'libs/testing/**/*.ts'],
    rules: { 'source/no-restricted-syntax': 'off' },
  },
  {
    files: TESTS,
    rules: {
      ...testSizeRules,
      ...typeRulesOfTests,
      '@nx/enforce-module-boundaries': ['error', testBoundaries],
      'source/no-restricted-syntax': 'off',
      'layer/no-restricted-imports': 'off',
      'layer/no-restricted-syntax': 'off',
      'house/header-comment': 'off',
      'house/independent-steps': 'off',
    },
  },
  {
    files: CONFIGS,
    rules: { 'exports/no-restricted-syntax': 'off', '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['tools/**', '{bench,examples,invariants}/**', '**/*.{bench,chaos}.ts'],
    rules: { 'no-console': 'off' },
  },
  { files: ['**/package.json'], languageOptions: { parser: jsonc }, rules: manifestChecks },
);
