import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * How much of the named files has arrived anywhere below a directory, bytes.
 *
 * Maven and pip write to temporary names that begin with the final one; of several such files the largest counts.
 * A file that vanishes while it is looked at counts nothing.
 */
export async function bytesReceived(directory: string, names: readonly string[]): Promise<number> {
  const entries = await readdir(directory, { recursive: true }).catch(() => []);
  const largest = new Map<string, number>();
  for (const path of entries) {
    const name = names.find((candidate) => basename(path).startsWith(candidate));
    if (name === undefined) continue;
    const size = await stat(join(directory, path)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    );
    largest.set(name, Math.max(size, largest.get(name) ?? 0));
  }
  return [...largest.values()].reduce((sum, size) => sum + size, 0);
}
