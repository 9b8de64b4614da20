import { join } from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const WORKSPACE_ROOT = join(import.meta.dirname, '..');

/** The workspace's own configuration, without the rules that need the linted file to exist on disk. */
const eslint = new ESLint({
  cwd: WORKSPACE_ROOT,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      ...tseslint.configs.disableTypeChecked,
      languageOptions: { parserOptions: { project: null, program: null } },
    },
  ],
});

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  await createProjectGraphAsync();
});

interface Finding {
  readonly rule: string | null;
  readonly severity: 'warn' | 'error';
  readonly message: string;
}

async function lint(path: string, code: string): Promise<Finding[]> {
  const [result] = await eslint.lintText(code, { filePath: join(WORKSPACE_ROOT, path) });
  if (result === undefined) throw new Error(`linting ${path}: the file is ignored`);
  return result.messages.map(({ ruleId, severity, message }) => ({
    rule: ruleId,
    severity: severity === 2 ? 'error' : 'warn',
    message,
  }));
}

async function errorsOf(path: string, code: string): Promise<(string | null)[]> {
  const findings = await lint(path, code);
  return [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule))].sort();
}

const importing = (specifier: string) => `import '${specifier}';\n`;
const header = (code: string) => `/** Promises nothing. */\n${code}\n`;
const lines = (count: number) => '// a line\n'.repeat(count);
const functionOf = (count: number) => `function long(): void {\n${lines(count - 2)}}\nlong();\n`;

const BOUNDARIES = '@nx/enforce-module-boundaries';
const LAYER_IMPORTS = 'layer/no-restricted-imports';
const LAYER_SYNTAX = 'layer/no-restricted-syntax';
const SOURCE_SYNTAX = 'source/no-restricted-syntax';
const EVERYWHERE = 'no-restricted-syntax';

const DOMAIN = 'libs/pipeline/src/probe.ts';
const CONTRACT = 'libs/schemas/src/probe.ts';
const APP = 'apps/indexer/src/probe.ts';
const STEP = 'apps/indexer/src/steps/probe-record.ts';

describe('a forbidden import fails', () => {
  it.each([
    ['a domain library imports a Kafka client', DOMAIN, 'kafkajs', [BOUNDARIES, LAYER_IMPORTS]],
    [
      'a domain library imports a Kafka client',
      'libs/intake/src/a.ts',
      'kafkajs',
      [BOUNDARIES, LAYER_IMPORTS],
    ],
    ['a domain library imports Nest', DOMAIN, '@nestjs/common', [BOUNDARIES, LAYER_IMPORTS]],
    ['a domain library imports a logger', DOMAIN, 'pino', [BOUNDARIES, LAYER_IMPORTS]],
    ['a domain library imports a package that is not installed', DOMAIN, 'winston', [LAYER_IMPORTS]],
    ['a domain library reads files', DOMAIN, 'node:fs', [LAYER_IMPORTS]],
    ['a domain library reads files', DOMAIN, 'node:fs/promises', [LAYER_IMPORTS]],
    ['a domain library imports a package outside of its list', DOMAIN, 'commander', [BOUNDARIES]],
    ['a domain library imports an adapter', 'libs/dead-letter/src/a.ts', '@millrace/kafka', [BOUNDARIES]],
    ['a domain library imports the runtime', DOMAIN, '@millrace/runtime', [BOUNDARIES]],
    ['a source file imports the test fakes', DOMAIN, '@millrace/testing', [BOUNDARIES]],
    ['a contract imports a domain library', CONTRACT, '@millrace/pipeline', [BOUNDARIES]],
    ['a contract compresses', CONTRACT, 'node:zlib', [LAYER_IMPORTS]],
    ['an adapter imports the SDK of another vendor', 'libs/mongo/src/a.ts', 'kafkajs', [BOUNDARIES]],
    ['an adapter imports Nest', 'libs/mongo/src/a.ts', '@nestjs/common', [BOUNDARIES, LAYER_IMPORTS]],
    ['an adapter imports the runtime', 'libs/mongo/src/a.ts', '@millrace/runtime', [BOUNDARIES]],
    ['the runtime imports an SDK', 'libs/runtime/src/a.ts', 'mongodb', [BOUNDARIES]],
    ['the framework library imports an adapter', 'libs/http/src/a.ts', '@millrace/kafka', [BOUNDARIES]],
    ['the framework library imports an SDK', 'libs/http/src/a.ts', 'mongodb', [BOUNDARIES]],
    ['an app imports another app', APP, '@millrace/ingest', ['no-restricted-imports']],
    ['an app imports another app', APP, 'millrace', ['no-restricted-imports']],
    ['an app imports another app by path', APP, '../../ingest/src/main.js', [BOUNDARIES]],
    ['a library imports an app', 'libs/testing/src/a.ts', '@millrace/ingest', ['no-restricted-imports']],
    ['an app reaches into a library by path', APP, '../../../libs/kafka/src/index.js', [BOUNDARIES]],
    ['an app imports an SDK outside of its module', APP, 'kafkajs', [LAYER_IMPORTS]],
    ['an app imports Nest outside of its module', APP, '@nestjs/common', [LAYER_IMPORTS]],
    ['a step imports a step', STEP, './other-step.js', ['house/independent-steps']],
    ['a step imports a step', STEP, '../steps/other/part.js', ['house/independent-steps']],
    ['a built-in module is written without node:', APP, 'fs', ['no-restricted-imports']],
  ])('%s (%s ← %s)', async (_title, path, specifier, rules) => {
    expect(await errorsOf(path, importing(specifier))).toEqual([...rules].sort());
  });

  it('fails for a dynamic import and a re-export as for a static one', async () => {
    expect(await errorsOf(STEP, `await import('./other-step.js');\n`)).toEqual(['house/independent-steps']);
    expect(await errorsOf(APP, `await import('@millrace/ingest');\n`)).toEqual([EVERYWHERE]);
    expect(await errorsOf(APP, `await import('@elastic/elasticsearch');\n`)).toEqual([LAYER_SYNTAX]);
    expect(await errorsOf(DOMAIN, `await import('node:fs/promises');\n`)).toEqual([LAYER_SYNTAX]);
    expect(await errorsOf(DOMAIN, `export * from 'kafkajs';\n`)).toEqual([BOUNDARIES, LAYER_IMPORTS]);
  });

  it('says what to use instead', async () => {
    const messages = (await lint(DOMAIN, importing('kafkajs'))).map(({ message }) => message).join();
    expect(messages).toContain('Use the ports of @millrace/pipeline');
  });
});

describe('a permitted import passes', () => {
  it.each([
    [DOMAIN, '@millrace/schemas'],
    [DOMAIN, 'node:crypto'],
    [DOMAIN, 'node:buffer'],
    ['libs/intake/src/probe.ts', 're2js'],
    ['libs/intake/src/probe.test.ts', '@millrace/testing'],
    ['libs/intake/src/probe.test.ts', 'fast-check'],
    ['libs/intake/src/probe.test.ts', 'node:fs'],
    [CONTRACT, 'zod'],
    [CONTRACT, 'node:crypto'],
    ['libs/kafka/src/probe.ts', 'kafkajs'],
    ['libs/kafka/src/probe.ts', '@millrace/pipeline'],
    ['libs/runtime/src/probe.ts', 'pino'],
    ['libs/http/src/probe.ts', '@nestjs/common'],
    ['libs/http/src/probe.ts', '@millrace/runtime'],
    ['libs/testing/src/probe.ts', '@millrace/kafka'],
    [APP, '@millrace/kafka'],
    [APP, './steps/probe-record.js'],
    ['apps/indexer/src/indexer.module.ts', '@nestjs/common'],
    ['apps/indexer/src/indexer.module.ts', 'kafkajs'],
    ['apps/indexer/src/steps/probe-record.test.ts', './probe-record.js'],
    ['apps/indexer/src/steps/probe/part.ts', './other-part.js'],
    [STEP, '../record.js'],
  ])('%s ← %s', async (path, specifier) => {
    expect(await errorsOf(path, importing(specifier))).toEqual([]);
  });
});

describe('the environment and the clock stay at the edge', () => {
  it.each([
    ['reads the environment', DOMAIN, `process.env['HOME'];`, [SOURCE_SYNTAX]],
    ['reads the environment', APP, `process.env.HOME;`, [SOURCE_SYNTAX]],
    ['reads the environment', APP, `const { env } = process;\nenv;`, [SOURCE_SYNTAX]],
    ['reads the environment', APP, `import { env } from 'node:process';\nenv;`, [SOURCE_SYNTAX]],
    ['reads the clock', DOMAIN, `Date.now();`, [LAYER_SYNTAX]],
    ['reads the clock', DOMAIN, `const now = Date.now;\nnow();`, [LAYER_SYNTAX]],
    ['reads the clock', DOMAIN, `new Date();`, [LAYER_SYNTAX]],
    ['reads the clock', CONTRACT, `performance.now();`, [LAYER_SYNTAX]],
    ['reads the clock', DOMAIN, `process.hrtime.bigint();`, [LAYER_SYNTAX]],
  ])('%s in %s: %s', async (_title, path, code, rules) => {
    expect(await errorsOf(path, `${code}\n`)).toEqual(expect.arrayContaining(rules));
  });

  it.each([
    ['apps/indexer/src/main.ts', `String(process.env['HOME']);`],
    ['apps/indexer/src/config.ts', `String(process.env['HOME']);`],
    ['libs/pipeline/src/probe.test.ts', `String(Date.now());`],
    [DOMAIN, `String(new Date(0));`],
    [APP, `String(Date.now());`],
  ])('%s may say %s', async (path, code) => {
    expect(await errorsOf(path, `${code}\n`)).toEqual([]);
  });
});

describe('what no file may hold', () => {
  it.each([
    ['a call of commitOffsetsIfNecessary', APP, `void consumer.commitOffsetsIfNecessary();`, EVERYWHERE],
    [
      'a call of commitOffsetsIfNecessary',
      'libs/kafka/src/a.ts',
      `a['commitOffsetsIfNecessary']();`,
      EVERYWHERE,
    ],
    ['an enum', APP, header(`export enum Level { Info }`), EVERYWHERE],
    ['an interface with the I prefix', APP, header(`export interface IThing { a: 1 }`), EVERYWHERE],
    ['inheritance from anything but Error', APP, header(`export class A extends Map {}`), EVERYWHERE],
    ['a default export', APP, header(`export default 1;`), 'exports/no-restricted-syntax'],
    ['a default export', APP, `const a = 1;\nexport { a as default };`, 'exports/no-restricted-syntax'],
    ['an export without a header comment', APP, `export const a = 1;`, 'house/header-comment'],
    ['any', APP, `String(1 as any);`, '@typescript-eslint/no-explicit-any'],
    ['output past the logger', APP, `console.log(1);`, 'no-console'],
  ])('%s (%s: %s)', async (_title, path, code, rule) => {
    expect(await errorsOf(path, `${code}\n`)).toContain(rule);
  });

  it.each([
    'utils',
    'helpers',
    'common',
    'types',
    'log.service',
    'log.dto',
    'utils/log',
    'logRecord',
    'LogRecord',
  ])('a file named %s.ts', async (name) => {
    expect(await errorsOf(`apps/indexer/src/${name}.ts`, 'export {};\n')).toEqual(['house/file-name']);
  });

  it.each([
    ['apps/indexer/src/log-type.ts', header(`export type Id = 'a' | 'b';`)],
    ['apps/indexer/src/late-error.ts', header(`export class LateError extends Error {}`)],
    ['apps/indexer/vitest.config.ts', `export default 1;`],
  ])('but %s passes', async (path, code) => {
    expect(await errorsOf(path, `${code}\n`)).toEqual([]);
  });
});

describe('sizes warn at the first figure and fail at the second', () => {
  const five = 'String(function five(a: 1, b: 1, c: 1, d: 1, e: 1) { return [a, b, c, d, e]; });\n';
  const four = 'String(function four(a: 1, b: 1, c: 1, d: 1) { return [a, b, c, d]; });\n';

  it.each([
    ['a file of 301 lines', APP, lines(301), 'cap/max-lines'],
    ['a test of 501 lines', 'apps/indexer/src/probe.test.ts', lines(501), 'cap/max-lines'],
    ['a function of 61 lines', APP, functionOf(61), 'cap/max-lines-per-function'],
    ['a function of five parameters', APP, five, 'cap/max-params'],
  ])('%s fails', async (_title, path, code, rule) => {
    expect(await errorsOf(path, code)).toEqual([rule]);
  });

  it.each([
    ['a file of 300 lines', lines(300), 'max-lines'],
    ['a function of 60 lines', functionOf(60), 'max-lines-per-function'],
    ['a function of four parameters', four, 'max-params'],
  ])('%s is warned of', async (_title, code, rule) => {
    expect(await lint(APP, code)).toEqual([expect.objectContaining({ rule, severity: 'warn' })]);
  });

  it.each([
    ['a file of 150 lines', APP, lines(150)],
    ['a function of 30 lines', APP, functionOf(30)],
    ['a test of 500 lines', 'apps/indexer/src/probe.test.ts', lines(500)],
  ])('%s passes', async (_title, path, code) => {
    expect(await lint(path, code)).toEqual([]);
  });
});

it('holds the rules that need types as errors in every project', async () => {
  const config = await new ESLint({ cwd: WORKSPACE_ROOT }).calculateConfigForFile(
    join(WORKSPACE_ROOT, DOMAIN),
  );
  expect(config.rules['@typescript-eslint/no-floating-promises'][0]).toBe(2);
  expect(config.languageOptions.parserOptions.project).toBe('./tsconfig.lint.json');
});
