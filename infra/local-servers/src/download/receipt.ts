import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Name of the file, in an unpacked artifact, that lists what belongs there. */
const RECEIPT = 'receipt.json';

/** Writes down every file of an unpacked artifact with its size. */
export async function writeReceipt(directory: string): Promise<void> {
  await writeFile(join(directory, RECEIPT), JSON.stringify(await fileSizes(directory)));
}

/** Whether everything on the receipt is there in its full size. Notices a torn or tidied cache, not a forged one. */
export async function matchesReceipt(directory: string): Promise<boolean> {
  try {
    const listed = JSON.parse(await readFile(join(directory, RECEIPT), 'utf8')) as Record<string, number>;
    const sizes = await Promise.all(
      Object.keys(listed).map(async (path) => (await stat(join(directory, path))).size),
    );
    return Object.values(listed).every((size, index) => size === sizes[index]);
  } catch {
    return false;
  }
}

async function fileSizes(directory: string): Promise<Record<string, number>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map(async (file) => [relative(directory, file), (await stat(file)).size] as const),
  );
  return Object.fromEntries(sizes);
}
