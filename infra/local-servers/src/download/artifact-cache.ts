import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock, type FileLock } from '../process/file-lock.js';
import type { Artifact, CacheRequest } from './artifact.js';
import { bytesReceived } from './bytes-received.js';
import { matchesReceipt, writeReceipt } from './receipt.js';
import { verifyFiles } from './verify-files.js';

/** Time between two looks at a lock or at a download's size, ms. */
const POLL_EVERY_MS = 200;

/** Where an artifact is, or will be, unpacked. */
export function artifactDirectory(artifact: Artifact, cacheDir: string): string {
  return join(cacheDir, artifact.directory);
}

/** Whether an artifact can be used without downloading anything. */
export async function isCached(artifact: Artifact, cacheDir: string): Promise<boolean> {
  return await matchesReceipt(artifactDirectory(artifact, cacheDir));
}

/**
 * Makes an artifact available and returns its directory, which must not be written to.
 *
 * Downloads, verifies and unpacks it beside its place and then renames it there in one step, so a half-made one is
 * never seen. A lock keeps other processes from downloading the same thing meanwhile; they wait and find it.
 *
 * @throws IntegrityError, ToolError, or the signal's reason; the cache is left as it was
 */
export async function ensureArtifact(
  artifact: Artifact,
  request: CacheRequest,
  signal: AbortSignal,
): Promise<string> {
  const target = artifactDirectory(artifact, request.cacheDir);
  if (await matchesReceipt(target)) return target;
  const lock = await waitForLock(artifact, request, signal);
  try {
    if (!(await matchesReceipt(target))) await install(artifact, request, signal);
    return target;
  } finally {
    await lock.release();
  }
}

async function waitForLock(
  artifact: Artifact,
  request: CacheRequest,
  signal: AbortSignal,
): Promise<FileLock> {
  for (let told = false; ; told = true) {
    const attempt = await tryLock(join(request.cacheDir, `${artifact.directory}.lock`));
    if ('lock' in attempt) return attempt.lock;
    if (!told) {
      request.onEvent({ kind: 'waiting-for-cache', name: artifact.name, holderPid: attempt.heldBy.pid });
    }
    await sleep(POLL_EVERY_MS, undefined, { signal });
  }
}

async function install(artifact: Artifact, request: CacheRequest, signal: AbortSignal): Promise<void> {
  const target = artifactDirectory(artifact, request.cacheDir);
  const stagingDir = `${target}.partial`;
  // The lock is held, so whatever lies here was left by a process that died.
  await rm(stagingDir, { recursive: true, force: true });
  const fetchedDir = join(stagingDir, 'fetched');
  const unpackedDir = join(stagingDir, 'unpacked');
  await mkdir(fetchedDir, { recursive: true });
  await mkdir(unpackedDir);
  try {
    await fetchWithProgress(artifact, { ...request, stagingDir }, signal);
    request.onEvent({ kind: 'verifying', name: artifact.name });
    await verifyFiles(fetchedDir, artifact.checksums);
    request.onEvent({ kind: 'unpacking', name: artifact.name });
    await artifact.unpack(fetchedDir, unpackedDir);
    await writeReceipt(unpackedDir);
    signal.throwIfAborted();
    await rm(target, { recursive: true, force: true });
    await rename(unpackedDir, target);
  } finally {
    await rm(stagingDir, { recursive: true, force: true });
  }
}

async function fetchWithProgress(
  artifact: Artifact,
  request: CacheRequest & { readonly stagingDir: string },
  signal: AbortSignal,
): Promise<void> {
  const { name, totalBytes } = artifact;
  const done = new AbortController();
  const report = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const received = await bytesReceived(request.stagingDir, Object.keys(artifact.checksums));
      request.onEvent({
        kind: 'downloading',
        name,
        receivedBytes: Math.min(received, totalBytes),
        totalBytes,
      });
      await sleep(POLL_EVERY_MS, undefined, { signal: done.signal }).catch(() => undefined);
    }
  };
  const reporting = report();
  try {
    await artifact.fetch({ stagingDir: request.stagingDir, env: request.env, signal });
  } finally {
    done.abort();
    await reporting;
  }
}
