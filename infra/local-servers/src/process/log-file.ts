import { copyFile, mkdir, open, rename, stat, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Size at which a running process's log is moved to `<file>.1` and begun anew: 32 MiB, so at most 64 MiB a process. */
const MAX_LOG_BYTES = 32 * 1024 * 1024;

/** Time between two looks at a log's size, ms. */
const TRIM_EVERY_MS = 30_000;

/**
 * Opens a log for appending, keeping the log of the start before as `<file>.1`.
 *
 * The handle is meant to be inherited by a child process, which then writes without passing through this one.
 */
export async function openLogFile(file: string): Promise<FileHandle> {
  await mkdir(dirname(file), { recursive: true });
  return await open(file, 'a', 0o640);
}

/** Sets the log of an earlier start aside as `<file>.1`. */
export async function rotateLogFile(file: string): Promise<void> {
  await rename(file, `${file}.1`).catch(ignoreMissing);
}

/** Copies a log that has outgrown `maxBytes` to `<file>.1` and empties it in place; its writer appends and goes on. */
export async function trimLogFile(file: string, maxBytes = MAX_LOG_BYTES): Promise<void> {
  const size = await stat(file).then((found) => found.size, ignoreMissing);
  if (size === undefined || size <= maxBytes) return;
  await copyFile(file, `${file}.1`);
  await truncate(file, 0);
}

/** Keeps a log within its bound for as long as `work` runs, and returns what that gives. */
export async function trimLogWhile<T>(file: string, work: Promise<T>): Promise<T> {
  // A log that cannot be trimmed now, for instance on a full disk, is tried again; its writer is not to suffer.
  const trimming = setInterval(() => void trimLogFile(file).catch(() => undefined), TRIM_EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(trimming);
  }
}

/** The last lines of a log, at most `maxLines` and 16 KiB; empty when there is no log. */
export async function readLogTail(file: string, maxLines = 20): Promise<string> {
  const handle = await open(file, 'r').catch(ignoreMissing);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, 16 * 1024);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-maxLines).join('\n');
  } finally {
    await handle.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
