import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { referencePages } from './reference/reference-pages.mjs';

const check = process.argv.includes('--check');
const folder = new URL('../docs/reference/', import.meta.url);

/** Writes the reference pages, or with `--check` exits 1 when one on disk differs from what the code says. */
async function main() {
  const stale = [];
  for (const [name, text] of Object.entries(referencePages())) {
    const file = new URL(name, folder);
    const onDisk = await readFile(file, 'utf8').catch(() => undefined);
    if (onDisk === text) continue;
    stale.push(fileURLToPath(file));
    if (!check) await writeFile(file, text);
  }
  if (stale.length === 0) return;
  process.stdout.write(`${check ? 'stale' : 'written'}:\n${stale.map((file) => `  ${file}\n`).join('')}`);
  if (check) {
    process.stdout.write('Run: npm run reference\n');
    process.exitCode = 1;
  }
}

await main();
