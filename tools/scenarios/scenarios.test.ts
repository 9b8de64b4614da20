import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseScenarios } from './choose-scenarios.mjs';
import { findScenarios } from './find-scenarios.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-scenarios-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const where = { directories: ['libs/*/bench', 'bench/*'], ending: '.bench.ts' };
const scenario = (name: string) => ({ name, file: `${name}.bench.ts`, summary: '', needsServers: true });

describe('findScenarios', () => {
  it('finds programs by name, with the first sentence of their header', () => {
    write('bench/hop/sink.bench.ts', '/**\n * Measures the way into\n * the index. Slowly.\n */\n');
    write('bench/hop/not-one.ts', '');
    write('elsewhere/hop/lost.bench.ts', '');
    expect(findScenarios(root, where)).toEqual([
      {
        name: 'sink',
        file: 'bench/hop/sink.bench.ts',
        summary: 'Measures the way into the index',
        needsServers: true,
      },
    ]);
  });

  it('starts no servers for a program of a layer that cannot reach one, or that says it needs none', () => {
    write('libs/pipeline/package.json', JSON.stringify({ nx: { tags: ['type:domain'] } }));
    write('libs/pipeline/bench/ledger.bench.ts', '');
    write('libs/kafka/package.json', JSON.stringify({ nx: { tags: ['type:adapter'] } }));
    write('libs/kafka/bench/consume.bench.ts', '');
    write('bench/own/read.bench.ts', 'scenarioOptions({\n  servers: [],\n});\n');
    const needs = findScenarios(root, where).map(({ name, needsServers }) => [name, needsServers]);
    expect(needs).toEqual([
      ['consume', true],
      ['ledger', false],
      ['read', false],
    ]);
  });

  it('refuses two programs of one name', () => {
    write('bench/a/sink.bench.ts', '');
    write('bench/b/sink.bench.ts', '');
    expect(() => findScenarios(root, where)).toThrow('several files are named sink');
  });
});

describe('chooseScenarios', () => {
  const known = [scenario('ingest'), scenario('sink')];

  it('runs the named programs in the order given and hands the options on', () => {
    expect(chooseScenarios(['sink', 'ingest', '--records', '10'], known)).toEqual({
      kind: 'run',
      scenarios: [scenario('sink'), scenario('ingest')],
      options: ['--records', '10'],
    });
  });

  it('never skips a name it does not know', () => {
    expect(chooseScenarios(['sink', 'snik'], known)).toEqual({ kind: 'unknown', names: ['snik'] });
  });

  it.each([[[]], [['--help']]])('asks for help with %j', (args) => {
    expect(chooseScenarios(args, known)).toEqual({ kind: 'help' });
  });
});

it.each(['bench', 'chaos'])('npm run %s refuses an unknown name with status 2 and the list', (command) => {
  const program = join(import.meta.dirname, '..', `${command}.mjs`);
  const { status, stderr } = spawnSync(process.execPath, [program, 'no-such-name'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('named no-such-name');
  expect(stderr).toContain(`Usage: npm run ${command} -- NAME`);
});

describe('options of a benchmark', () => {
  const bench = (...args: string[]) => {
    const program = join(import.meta.dirname, '..', 'bench.mjs');
    return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  };

  it('gives help without a build or a server, with status 0', () => {
    const { status, stdout, stderr } = bench('canonicalise', '--rounds', '3', '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Usage: npm run bench -- canonicalise [OPTION …]');
  }, 60_000);

  it.each([
    [['canonicalise', '--dcos', '5'], 'canonicalise: unknown option --dcos; allowed: '],
    [['canonicalise', '--rounds', 'many'], 'canonicalise: --rounds takes a whole number from 1, got "many"'],
  ])(
    'refuses %j with status 2 and one line',
    (args, line) => {
      const { status, stderr } = bench(...args);
      expect(status).toBe(2);
      expect(stderr).toContain(line);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    },
    60_000,
  );
});
