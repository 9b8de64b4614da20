import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

/** What stands in a lock's file: the holder, and which of its attempts succeeded. */
interface Claim extends ProcessIdentity {
  readonly attempt: string;
}

/** Wait after taking over a dead process's lock, ms: whoever wrote last in that time has it. */
const SETTLE_MS = 100;

/**
 * Tries to take a lock that is a file naming its holder's pid and start time.
 *
 * A holder that died, even by SIGKILL, loses it to the next one who asks; a reused pid is not taken for it. Those who
 * take over at the same moment overwrite each other atomically, and the last one has it.
 */
export async function tryLock(file: string): Promise<LockAttempt> {
  const self = await identifyProcess(process.pid);
  if (self === undefined) throw new Error(`Locking ${file}: cannot tell when process ${process.pid} started`);
  const claim: Claim = { ...self, attempt: randomUUID() };
  const draft = `${file}.${claim.attempt}`;
  await mkdir(dirname(file), { recursive: true });
  // A link to a finished file, so that nobody ever reads a half-written claim.
  await writeFile(draft, JSON.stringify(claim));
  try {
    const holder = await settle(draft, file);
    return holder.attempt === claim.attempt
      ? { lock: { release: () => release(file, claim) } }
      : { heldBy: holder };
  } finally {
    await rm(draft, { force: true });
  }
}

/** Who holds the lock now; `undefined` when nobody alive does. */
export async function lockHolder(file: string): Promise<ProcessIdentity | undefined> {
  const holder = await readClaim(file);
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}

/** Puts the draft in place unless a living process holds the lock; returns who holds it in the end. */
async function settle(draft: string, file: string): Promise<Claim> {
  const own = await readClaim(draft);
  if (own === undefined) throw new Error(`Locking ${file}: ${draft} has vanished`);
  if (await linkExclusively(draft, file)) return own;
  const holder = await readClaim(file);
  if (holder !== undefined && (await isAlive(holder))) return holder;
  await rename(draft, file);
  await sleep(SETTLE_MS);
  return (await readClaim(file)) ?? own;
}

async function linkExclusively(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Claim;
  } catch {
    return undefined;
  }
}

async function release(file: string, claim: Claim): Promise<void> {
  const holder = await readClaim(file);
  if (holder?.attempt === claim.attempt) await rm(file, { force: true });
}
