import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock, type FileLock } from '@millrace/local-servers';
import { STATE_FILES } from './workspace-home.js';

/** Millrace runs in this checkout already; the message says which process and where it is reached. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  constructor(
    readonly pid: number,
    where: string,
  ) {
    super(
      `Millrace is running here already, as process ${pid}${where && `: ${where}`}. To stop it: kill ${pid}`,
    );
  }
}

/** The right to run in a state directory, held until `release` or the end of this process. */
export interface RunningInstance {
  /** Lets a second start say where this one is reached. */
  announce(urls: Readonly<Record<string, string>>): Promise<void>;
  release(): Promise<void>;
}

/** Claims a state directory for this process. @throws AlreadyRunningError when a living process has it */
export async function claimInstance(stateDir: string): Promise<RunningInstance> {
  const lock = await claim(stateDir);
  const file = join(stateDir, STATE_FILES.running);
  return {
    announce: (urls) => writeFile(file, JSON.stringify(urls)),
    release: async () => {
      await rm(file, { force: true });
      await lock.release();
    },
  };
}

async function claim(stateDir: string): Promise<FileLock> {
  const attempt = await tryLock(join(stateDir, STATE_FILES.lock));
  if ('lock' in attempt) return attempt.lock;
  throw new AlreadyRunningError(attempt.heldBy.pid, await announced(stateDir));
}

async function announced(stateDir: string): Promise<string> {
  try {
    const urls = JSON.parse(await readFile(join(stateDir, STATE_FILES.running), 'utf8')) as Record<
      string,
      string
    >;
    return Object.entries(urls)
      .map(([name, url]) => `${name} ${url}`)
      .join(', ');
  } catch {
    return 'still starting';
  }
}
