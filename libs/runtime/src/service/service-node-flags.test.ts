import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { serviceNodeFlags } from './service-node-flags.js';

const run = promisify(execFile);
/** Says that its first line comes from line 7 of `written.ts`. */
const MAP = JSON.stringify({ version: 3, sources: ['written.ts'], names: [], mappings: 'AAMA' });
const TRACED = `console.log(new Error().stack); export {};\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(MAP).toString('base64')}\n`;

it('shows own code in stack traces as it was written, and does not keep the maps of packages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-flags-'));
  try {
    const packaged = join(folder, 'node_modules', 'packaged');
    await mkdir(packaged, { recursive: true });
    await writeFile(join(packaged, 'index.mjs'), TRACED);
    await writeFile(join(folder, 'main.mjs'), TRACED);
    const stackOf = async (file: string) =>
      (await run(process.execPath, [...serviceNodeFlags('api'), file])).stdout;
    expect(await stackOf(join(folder, 'main.mjs'))).toContain('written.ts:7');
    expect(await stackOf(join(packaged, 'index.mjs'))).toContain('index.mjs:1');
  } finally {
    await rm(folder, { recursive: true });
  }
});
