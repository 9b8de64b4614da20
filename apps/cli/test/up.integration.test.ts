import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesMarked, readOwnerMark } from '@millrace/local-servers';
import { pidOfService, runProgram, STARTS_DATABASE } from '@millrace/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'millrace.js');
const UP_TIMEOUT_MS = 180_000;

let stateDir: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'millrace-up-'));
  env = { ...process.env, MILLRACE_HOME: stateDir, MILLRACE_DATABASE: STARTS_DATABASE };
});

afterEach(async () => {
  expect(await processesMarked(await readOwnerMark(stateDir))).toEqual([]);
  await rm(stateDir, { recursive: true });
});

interface Running {
  readonly process: ChildProcess;
  /** Everything the program has printed, both streams. */
  readonly screen: () => string;
}

function millrace(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  }
  return { process: child, screen: () => printed };
}

async function untilPrinted(running: Running, pattern: RegExp): Promise<void> {
  const printed = (): boolean => pattern.test(running.screen());
  const ended = (): boolean => running.process.exitCode !== null;
  await vi.waitUntil(() => printed() || ended(), { timeout: UP_TIMEOUT_MS, interval: 50 });
  if (!printed()) throw new Error(`it has ended:\n${running.screen()}`);
}

async function statusOf(running: Running): Promise<number | null> {
  if (running.process.exitCode === null) await once(running.process, 'close');
  return running.process.exitCode;
}

describe('millrace up', () => {
  it(
    'runs the services against the named servers, heals a killed one, refuses a second start, stops on SIGTERM',
    async () => {
      const up = millrace('up');
      try {
        await untilPrinted(up, /^ready in [\d.]+ s/m);
        await untilPrinted(up, /^searchable: \d+ logs/m);
        const file = join(stateDir, 'credentials.json');
        const { key } = JSON.parse(await readFile(file, 'utf8')) as { readonly key: string };
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        expect(up.screen()).not.toContain(key);

        const search = millrace('search', 'payment', '--count');
        expect(await statusOf(search)).toBe(0);
        expect(search.screen()).toMatch(/^\d+\n$/);

        const second = millrace('up');
        expect(await statusOf(second)).not.toBe(0);
        expect(second.screen()).toContain(`as process ${up.process.pid}`);
        const reset = millrace('reset', '--yes');
        expect(await statusOf(reset)).not.toBe(0);
        expect(reset.screen()).toContain(`process ${up.process.pid}`);

        process.kill(await pidOfService(stateDir, 'indexer'), 'SIGKILL');
        await untilPrinted(up, /indexer +ended unexpectedly \(signal 9\)[^]*indexer +ready/);
      } finally {
        up.process.kill('SIGTERM');
      }
      expect(await statusOf(up)).toBe(0);
    },
    UP_TIMEOUT_MS,
  );

  it(
    'sends the sample that was begun, whose incident the printed commands find, and goes on live',
    { timeout: UP_TIMEOUT_MS },
    async () => {
      // A sample that an earlier start began is sent whatever the store holds, as that of tests side by side does.
      await writeFile(join(stateDir, 'sample-begun'), String(Date.now()));
      const up = millrace('up', '--rate', '50');
      try {
        await untilPrinted(up, /^searchable: \d+ logs of a sample shop[^]*Find it:\n(?: {2}.*\n){3}/m);
        await expect(stat(join(stateDir, 'sample-begun'))).rejects.toThrow('ENOENT');
        const commands = [...up.screen().matchAll(/^ {2}npx millrace (.*?) {2,}/gm)];
        const shown = commands
          .map(([, command = '']) => command)
          .filter((command) => /:|correlations/.test(command));
        expect(shown).toHaveLength(3);
        for (const command of shown) {
          const { status, out, err } = await shell(`npx millrace ${command}`);
          expect({ status, found: out.split('\n').length > 4, err }).toMatchObject({
            status: 0,
            found: true,
          });
        }
        const since = new Date().toISOString();
        const live = `npx millrace search service.environment:sample --since ${since} --count`;
        await vi.waitUntil(async () => Number((await shell(live)).out) > 50, { timeout: 30_000 });
      } finally {
        up.process.kill('SIGINT');
      }
      expect(await statusOf(up)).toBe(0);
      expect(up.screen()).not.toMatch(/live sample|has ended/);
    },
  );

  it('takes its services with it when it is killed itself', { timeout: UP_TIMEOUT_MS }, async () => {
    const up = millrace('up', '--no-sample');
    await untilPrinted(up, /^ready in /m);
    const mark = await readOwnerMark(stateDir);
    up.process.kill('SIGKILL');
    const noneLeft = async (): Promise<boolean> => (await processesMarked(mark)).length === 0;
    await vi.waitUntil(noneLeft, { timeout: 30_000, interval: 50 });
    expect(await statusOf(millrace('reset', '--yes'))).toBe(0);
    await expect(stat(stateDir)).rejects.toThrow('ENOENT');
  });

  it('names a setting that is wrong', async () => {
    env = { ...env, MILLRACE_API_PORT: 'eighty' };
    const up = millrace('up');
    expect(await statusOf(up)).not.toBe(0);
    expect(up.screen()).toContain('MILLRACE_API_PORT: got "eighty"');
  });
});

/** Runs a command as a person would type it in the checkout. */
const shell = (command: string) => runProgram(['bash', '-c', command], { env });
