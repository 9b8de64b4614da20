import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bytesReceived } from './bytes-received.js';

it('counts each named file once, by its largest copy, wherever and under whatever temporary name it lies', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-bytes-'));
  try {
    await mkdir(join(directory, 'deep', 'er'), { recursive: true });
    await writeFile(join(directory, 'deep', 'er', 'a.jar.4711.tmp'), 'x'.repeat(10));
    await writeFile(join(directory, 'a.jar'), 'x'.repeat(7));
    await writeFile(join(directory, 'b.jar'), 'x'.repeat(5));
    await writeFile(join(directory, 'plugin.jar'), 'x'.repeat(100));
    expect(await bytesReceived(directory, ['a.jar', 'b.jar'])).toBe(15);
  } finally {
    await rm(directory, { recursive: true });
  }
});

it('is 0 where nothing is yet', async () => {
  expect(await bytesReceived('/nonexistent', ['a.jar'])).toBe(0);
});
