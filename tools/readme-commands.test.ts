import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellBlocks } from './docs/shell-blocks.mjs';
import { shellWords } from './docs/shell-words.mjs';

const ROOT = join(import.meta.dirname, '..');
/** Commands of npm itself that a page may use. */
const NPM_COMMANDS = ['ci', 'install'];
/** Programs of the reader's machine that a page may use. */
const PROGRAMS = [
  'cd',
  'curl',
  'cut',
  'echo',
  'export',
  'git',
  'head',
  'jq',
  'kill',
  'node',
  'printf',
  'read',
  'sed',
  'sort',
  'tail',
  'uniq',
];
/** Generous: a block may build the workspace. */
const BLOCK_TIMEOUT_MS = 120_000;

const scripts = new Set(
  Object.keys((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts),
);

const pages = ['README.md', ...globSync(['docs/**/*.md', 'examples/*/README.md'], { cwd: ROOT })];
const blocks = pages.flatMap((page) =>
  shellBlocks(readFileSync(join(ROOT, page), 'utf8')).map((block) => ({ ...block, page })),
);

const helpTexts = new Map<string, string>();

/** The CLI's help from its sources, so that no build is needed; throws when there is no such subcommand. */
function helpOf(subcommand: readonly string[]): string {
  const known = helpTexts.get(subcommand.join(' '));
  if (known !== undefined) return known;
  const args = [
    '--import',
    'tsx',
    '--conditions',
    '@millrace/source',
    'apps/cli/src/main.ts',
    ...subcommand,
    '--help',
  ];
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.base.json') };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`asking millrace ${subcommand.join(' ')} for help: ${stderr}`);
  helpTexts.set(subcommand.join(' '), stdout);
  return stdout;
}

const lists = (help: string, command: string) =>
  new RegExp(`^ {2}${command}(?:\\|\\S+)?(?: |$)`, 'm').test(help);

/** What is wrong with a use of the CLI, or undefined. */
function faultOfMillrace(words: readonly string[]): string | undefined {
  const path: string[] = [];
  let rest = [...words];
  while (rest[0] !== undefined && !rest[0].startsWith('-') && lists(helpOf(path), rest[0]))
    path.push(...rest.splice(0, 1));
  if (path.length === 0 && rest[0]?.startsWith('-') !== true)
    return `millrace has no command ${rest[0] ?? ''}`;
  const help = helpOf(path);
  rest = rest.filter((word) => word.startsWith('--') && word !== '--');
  const unknown = rest.find((word) => !help.includes(word.split('=')[0] ?? word));
  return unknown && `millrace ${path.join(' ')} has no option ${unknown}`;
}

/** What is wrong with a command, or undefined. */
function faultOf(command: readonly string[]): string | undefined {
  const [program, first, second, ...rest] = command;
  if (program === 'npx' && first === 'millrace') return faultOfMillrace(second ? [second, ...rest] : []);
  if (program === 'npm' && first === 'run')
    return scripts.has(second ?? '') ? undefined : `no script ${second ?? ''}`;
  if (program === 'npm') {
    return NPM_COMMANDS.includes(first ?? '') || scripts.has(first ?? '')
      ? undefined
      : `no script ${first ?? ''}`;
  }
  return program === undefined || PROGRAMS.includes(program)
    ? undefined
    : `${program} may not be on the machine`;
}

describe('the commands on the pages exist', () => {
  it('reads commands from the README', () => {
    expect(blocks.filter(({ page }) => page === 'README.md')).not.toEqual([]);
  });

  it.each(blocks)('$page, line $line', { timeout: 60_000 }, ({ script }) => {
    expect(
      shellWords(script)
        .map(faultOf)
        .filter((fault) => fault !== undefined),
    ).toEqual([]);
  });

  it.each([
    ['npm run no-such-script', 'no script no-such-script'],
    ['npx millrace no-such-command', 'millrace has no command no-such-command'],
    ['npx millrace up --no-such-option', 'millrace up has no option --no-such-option'],
    ['rg pattern', 'rg may not be on the machine'],
  ])('%s would be refused', { timeout: 60_000 }, (command, fault) => {
    expect(shellWords(command).map(faultOf)).toEqual([fault]);
  });
});

const runnable = blocks.filter(({ run }) => run);
describe.runIf(runnable.length > 0)('the blocks marked "test" run', () => {
  it.each(runnable)('$page, line $line', { timeout: BLOCK_TIMEOUT_MS }, ({ script }) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-e'], {
      cwd: ROOT,
      input: script,
      encoding: 'utf8',
      timeout: BLOCK_TIMEOUT_MS,
    });
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});
