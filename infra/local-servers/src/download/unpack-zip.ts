import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry } from 'yauzl';

/** Maps an entry's path in the archive to a path below the target, or `undefined` to leave it out. */
export type PlaceEntry = (path: string) => string | undefined;

/** Unix mode bits sit in the upper half of a ZIP entry's external attributes. */
const MODE_SHIFT = 16;

/**
 * Unpacks a ZIP archive (a wheel is one) below `targetDir`, with the archive's executable bits.
 *
 * yauzl refuses entries that would leave the target. Files are readable by everyone, because Elasticsearch may
 * have to run as another user.
 */
export async function unpackZip(archive: string, targetDir: string, place: PlaceEntry): Promise<void> {
  const zip = await openPromise(archive, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName.endsWith('/') ? undefined : place(entry.fileName);
      if (path === undefined) continue;
      const target = join(targetDir, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      await pipeline(
        await zip.openReadStreamPromise(entry),
        createWriteStream(target, { mode: modeOf(entry) }),
      );
    }
  } finally {
    zip.close();
  }
}

function modeOf(entry: Entry): number {
  const executable = (entry.externalFileAttributes >>> MODE_SHIFT) & 0o100;
  return executable ? 0o755 : 0o644;
}
