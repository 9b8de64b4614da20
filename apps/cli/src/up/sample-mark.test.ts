import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleMarkIn } from './sample-mark.js';

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'millrace-mark-'));
});

afterEach(async () => {
  await rm(stateDir, { recursive: true });
});

it('remembers until it is cleared', async () => {
  const mark = sampleMarkIn(stateDir);
  expect(await mark.read()).toBeUndefined();
  await mark.write(1_795_261_698_485);
  expect(await sampleMarkIn(stateDir).read()).toBe(1_795_261_698_485);
  await mark.clear();
  expect(await mark.read()).toBeUndefined();
});

it('knows nothing of a damaged file', async () => {
  await writeFile(join(stateDir, 'sample-begun'), 'half');
  expect(await sampleMarkIn(stateDir).read()).toBeUndefined();
});
