import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder, tryLock } from './file-lock.js';
import { identifyProcess, isAlive } from './process-identity.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-lock-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('tryLock', () => {
  it('is granted once, and again after its release', async () => {
    const file = join(directory, 'lock');
    const first = await tryLock(file);
    expect(first).toHaveProperty('lock');
    expect(await tryLock(file)).toMatchObject({ heldBy: { pid: process.pid } });
    if ('lock' in first) await first.lock.release();
    expect(await lockHolder(file)).toBeUndefined();
    expect(await tryLock(file)).toHaveProperty('lock');
    expect(await readdir(directory)).toEqual(['lock']);
  });

  it('passes from a dead process to the next, even when its pid lives on as another process', async () => {
    const file = join(directory, 'lock');
    await writeFile(file, JSON.stringify({ pid: process.ppid, startedAt: 'an earlier boot:1' }));
    expect(await lockHolder(file)).toBeUndefined();
    expect(await tryLock(file)).toHaveProperty('lock');
  });

  it('passes on when its file is damaged', async () => {
    const file = join(directory, 'lock');
    await writeFile(file, '');
    expect(await tryLock(file)).toHaveProperty('lock');
  });

  it('goes to exactly one of several that take over together', async () => {
    const file = join(directory, 'lock');
    await writeFile(file, JSON.stringify({ pid: process.ppid, startedAt: 'gone' }));
    const attempts = await Promise.all([1, 2, 3, 4].map(() => tryLock(file)));
    expect(attempts.filter((attempt) => 'lock' in attempt)).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['lock']);
  });
});

describe('isAlive', () => {
  it('knows this process and no other start of the same pid', async () => {
    const self = await identifyProcess(process.pid);
    expect(self && (await isAlive(self))).toBe(true);
    expect(await isAlive({ pid: process.pid, startedAt: 'another' })).toBe(false);
  });
});
