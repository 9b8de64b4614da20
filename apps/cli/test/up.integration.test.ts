import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesMarked, readOwnerMark } from '@millrace/local-servers';
import { pidOfService, STARTS_DATABASE } from '@millrace/testing';
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
    'heals a killed service, refuses a second start, and takes its services with it when it is killed',
    async () => {
      const up = millrace('up');
      try {
        await untilPrinted(up, /^ready in [\d.]+ s/m);
        await untilPrinted(up, /^searchable: \d+ logs/m);
        process.kill(await pidOfService(stateDir, 'indexer'), 'SIGKILL');

        const file = join(stateDir, 'credentials.json');
        const { key } = JSON.parse(await readFile(file, 'utf8')) as { readonly key: string };
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        expect(up.screen()).not.toContain(key);

        // 1 while the answer may be incomplete, since the indexer is gone: the number comes all the same.
        const search = millrace('search', 'payment', '--count');
        expect([0, 1]).toContain(await statusOf(search));
        expect(search.screen()).toMatch(/^\d+\n/);

        const second = millrace('up');
        expect(await statusOf(second)).not.toBe(0);
        expect(second.screen()).toContain(`as process ${up.process.pid}`);
        const reset = millrace('reset', '--yes');
        expect(await statusOf(reset)).not.toBe(0);
        expect(reset.screen()).toContain(`process ${up.process.pid}`);

        await untilPrinted(up, /indexer +ended unexpectedly \(signal 9\)[^]*indexer +ready/);
      } finally {
        up.process.kill('SIGKILL');
      }
      const mark = await readOwnerMark(stateDir);
      const noneLeft = async (): Promise<boolean> => (await processesMarked(mark)).length === 0;
      await vi.waitUntil(noneLeft, { timeout: 30_000, interval: 50 });
      expect(await statusOf(millrace('reset', '--yes'))).toBe(0);
      await expect(stat(stateDir)).rejects.toThrow('ENOENT');
    },
    UP_TIMEOUT_MS,
  );

  it('names a setting that is wrong', async () => {
    env = { ...env, MILLRACE_API_PORT: 'eighty' };
    const up = millrace('up');
    expect(await statusOf(up)).not.toBe(0);
    expect(up.screen()).toContain('MILLRACE_API_PORT: got "eighty"');
  });
});
