import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endOrphans, readOwnerMark, removeServerData } from '@millrace/local-servers';
import { claimInstance } from './running-instance.js';
import { STATE_FILES } from './workspace-home.js';

/**
 * Removes everything the local start keeps: server data, logs and keys. Downloads stay in the cache.
 *
 * @throws AlreadyRunningError while Millrace runs there; nothing is removed
 */
export async function resetState(stateDir: string): Promise<void> {
  const instance = await claimInstance(stateDir);
  try {
    await endOrphans(await readOwnerMark(stateDir));
    const serversDir = join(stateDir, STATE_FILES.servers);
    await endOrphans(await readOwnerMark(serversDir));
    await removeServerData(serversDir);
  } finally {
    await instance.release();
  }
  await rm(stateDir, { recursive: true, force: true });
}
