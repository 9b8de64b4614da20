import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogFile, readLogTail, rotateLogFile, trimLogFile } from './log-file.js';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-log-'));
  file = join(directory, 'logs', 'thing.log');
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function append(text: string): Promise<void> {
  const handle = await openLogFile(file);
  await handle.writeFile(text);
  await handle.close();
}

describe('log files', () => {
  it('set the log of the start before aside', async () => {
    await rotateLogFile(file);
    await append('first\n');
    await rotateLogFile(file);
    await append('second\n');
    expect(await readFile(`${file}.1`, 'utf8')).toBe('first\n');
    expect(await readFile(file, 'utf8')).toBe('second\n');
  });

  it('stay within their bound while they are written to', async () => {
    const handle = await openLogFile(file);
    await handle.writeFile('x'.repeat(100));
    await trimLogFile(file, 50);
    await handle.writeFile('after');
    await handle.close();
    expect(await readFile(file, 'utf8')).toBe('after');
    expect((await stat(`${file}.1`)).size).toBe(100);
  });

  it('are left alone below their bound, and when there is none', async () => {
    await trimLogFile(file, 50);
    await append('short');
    await trimLogFile(file, 50);
    expect(await readFile(file, 'utf8')).toBe('short');
  });
});

describe('readLogTail', () => {
  it('returns the last lines only', async () => {
    await append(Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''));
    expect(await readLogTail(file, 2)).toBe('line 98\nline 99');
  });

  it('is bounded in bytes and empty without a log', async () => {
    expect(await readLogTail(file)).toBe('');
    await append('');
    await writeFile(file, 'y'.repeat(100_000));
    expect((await readLogTail(file)).length).toBe(16 * 1024);
  });
});
