import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.js';

/** A lock this process holds until it releases it or dies. */
export interface FileLock {
  /** Gives it up; harmless if somebody else has it by now. */
  release(): Promise<void>;
}

/** Result of trying a lock: it is ours, or somebody alive has it. */
export type LockAttempt = { readonly lock: FileLock } | { readonly heldBy: ProcessIdentity };

/** Wait after taking over a dead process's lock, ms: whoever wrote last in that time has it. */
const SETTLE_MS = 100;

/**
 * Tries to take a lock that is a file naming its holder's pid and start time.
 *
 * A holder that died, even by SIGKILL, loses it to the next one who asks; a reused pid is not taken for it. Processes
 * that take over at the same moment overwrite each other atomically, and the last one wins.
 */
export async function tryLock(file: string): Promise<LockAttempt> {
  const self = await identifyProcess(process.pid);
  if (self === undefined)
    throw new Error(`Locking ${file}: this system does not tell when process ${process.pid} started`);
  await mkdir(dirname(file), { recursive: true });
  const lock = { release: () => release(file, self) };
  if (await createExclusively(file, self)) return { lock };
  const holder = await readHolder(file);
  if (holder !== undefined && (await isAlive(holder))) return { heldBy: holder };
  const own = `${file}.${process.pid}`;
  await writeFile(own, JSON.stringify(self));
  await rename(own, file);
  await sleep(SETTLE_MS);
  const winner = await readHolder(file);
  return winner === undefined || isSame(winner, self) ? { lock } : { heldBy: winner };
}

/** Who holds the lock now; `undefined` when nobody alive does. */
export async function lockHolder(file: string): Promise<ProcessIdentity | undefined> {
  const holder = await readHolder(file);
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}

async function createExclusively(file: string, self: ProcessIdentity): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify(self));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

async function release(file: string, self: ProcessIdentity): Promise<void> {
  const holder = await readHolder(file);
  if (holder !== undefined && isSame(holder, self)) await rm(file, { force: true });
}

function isSame(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt;
}
