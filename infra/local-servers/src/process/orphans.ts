import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Environment variable that marks every process started for one data directory, and is inherited by their children. */
export const OWNER_VARIABLE = 'MILLRACE_OWNER';

/** How long processes that were sent SIGKILL may take to be gone, ms. */
const KILLED_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

/**
 * The mark of a data directory: random, made once, kept in the file `owner` there.
 *
 * A process is ours if and only if this value stands in its environment, so neither a reused pid nor another
 * checkout's server can be mistaken for one.
 */
export async function readOwnerMark(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'owner');
  try {
    await writeFile(file, randomUUID(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

/**
 * Ends every process that carries the mark: what an earlier run left when it and its guards were all killed at once.
 * SIGTERM, then SIGKILL after `graceMs`. The caller holds the data directory's lock.
 *
 * Reads `/proc`; where there is none, the guards of `spawnGuarded` are the only protection and nothing is found.
 *
 * @returns the pids that were found
 * @throws Error naming those that outlive even SIGKILL for 10 s
 */
export async function endOrphans(mark: string, graceMs = 10_000): Promise<readonly number[]> {
  const found = await processesMarked(mark);
  for (const pid of found) kill(pid, 'SIGTERM');
  if (await untilGone(mark, graceMs, () => undefined)) return found;
  if (await untilGone(mark, KILLED_TIMEOUT_MS, (pid) => kill(pid, 'SIGKILL'))) return found;
  throw new Error(
    `Ending what an earlier run has left: ${(await processesMarked(mark)).join(', ')} cannot be ended`,
  );
}

/** Looks twice before it says so: a child forked while `/proc` is being read is not among its entries. */
async function untilGone(mark: string, timeoutMs: number, treat: (pid: number) => void): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const left = [...(await processesMarked(mark)), ...(await processesMarked(mark))];
    if (left.length === 0) return true;
    if (performance.now() > deadline) return false;
    left.forEach(treat);
    await sleep(POLL_MS);
  }
}

/** Pids of the living processes that carry the mark. */
export async function processesMarked(mark: string): Promise<readonly number[]> {
  return await processesWithVariable(OWNER_VARIABLE, mark);
}

/** Pids of the living processes, this one aside, that were started with this variable in their environment. */
export async function processesWithVariable(variable: string, value: string): Promise<readonly number[]> {
  const needle = `${variable}=${value}`;
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const marked = await Promise.all(pids.map(async (pid) => (await environmentOf(pid)).includes(needle)));
  return pids.filter((pid, index) => marked[index] && pid !== process.pid);
}

async function environmentOf(pid: number): Promise<readonly string[]> {
  // Another user's process, or one that has just ended: not readable, hence not ours. A zombie's is empty.
  const text = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return text.split('\0');
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
