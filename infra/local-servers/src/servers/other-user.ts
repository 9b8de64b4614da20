import { createHash } from 'node:crypto';
import { lstat, mkdir, readlink, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A user and group to run a process as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** The customary unprivileged user and group, `nobody`: Elasticsearch refuses to run as root. */
const NOBODY: RunAs = { uid: 65_534, gid: 65_534 };

/** The user Elasticsearch must run as: another one for root, the same one (`undefined`) for everybody else. */
export function elasticsearchUser(): RunAs | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}

/** Whether a user without any privilege may enter the directory, or the nearest ancestor that exists. */
async function isReachableByOthers(path: string): Promise<boolean> {
  for (let current = resolve(path); ; current = dirname(current)) {
    const mode = await stat(current).then(
      (found) => found.mode,
      () => 0o001,
    );
    if ((mode & 0o001) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

/**
 * The cache for what another user must read: the given one, or a system-wide one when the given one lies in a private
 * directory such as root's home.
 */
export async function reachableCacheDir(cacheDir: string, user: RunAs | undefined): Promise<string> {
  return user === undefined || (await isReachableByOthers(cacheDir)) ? cacheDir : '/var/cache/millrace';
}

/**
 * Makes a data directory that the user can reach, and returns where it really is.
 *
 * Usually that is `path`. When `path` lies in a private directory, the data goes to `/var/lib/millrace` under a name
 * made from the path, and `path` becomes a link to it.
 */
export async function makeReachableDir(path: string, user: RunAs | undefined): Promise<string> {
  if (user === undefined || (await isReachableByOthers(dirname(path)))) {
    await mkdir(path, { recursive: true, mode: 0o755 });
    return path;
  }
  const real = join(
    '/var/lib/millrace',
    createHash('sha256').update(resolve(path)).digest('hex').slice(0, 16),
  );
  await mkdir(real, { recursive: true, mode: 0o755 });
  await mkdir(dirname(path), { recursive: true });
  if ((await linkTarget(path)) !== real) {
    await rm(path, { recursive: true, force: true });
    await symlink(real, path);
  }
  return real;
}

/** Removes a data directory, also when it is a link made by `makeReachableDir`. */
export async function removeReachableDir(path: string): Promise<void> {
  const target = await linkTarget(path);
  if (target?.startsWith('/var/lib/millrace/')) await rm(target, { recursive: true, force: true });
  await rm(path, { recursive: true, force: true });
}

async function linkTarget(path: string): Promise<string | undefined> {
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  return isLink ? await readlink(path) : undefined;
}
