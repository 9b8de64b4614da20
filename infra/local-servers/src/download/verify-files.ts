import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Downloaded files are not the ones this version was built against; the message names the file and both digests. */
export class IntegrityError extends Error {
  override readonly name = 'IntegrityError';
}

/**
 * Checks that a directory holds exactly the named files with exactly these SHA-256 digests.
 *
 * @throws IntegrityError for the first file that is missing, unexpected or different
 */
export async function verifyFiles(
  directory: string,
  checksums: Readonly<Record<string, string>>,
): Promise<void> {
  const present = new Set(await readdir(directory));
  for (const name of Object.keys(checksums)) {
    if (!present.delete(name)) throw new IntegrityError(`Verifying ${directory}: ${name} is missing`);
  }
  for (const name of present) throw new IntegrityError(`Verifying ${directory}: ${name} was not expected`);
  for (const [name, expected] of Object.entries(checksums)) {
    const actual = await sha256(join(directory, name));
    if (actual === expected) continue;
    throw new IntegrityError(`Verifying ${directory}: ${name} has SHA-256 ${actual}, expected ${expected}`);
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
