import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesAsEnvironment, removeServerData, startServers } from '@millrace/local-servers';

/**
 * Runs `work` with real servers: those the environment names, the others started for it with empty data and removed
 * afterwards.
 *
 * @template T
 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal, say: (line: string) => void }} options
 * @param {(addresses: Record<string, string>) => Promise<T>} work gets the addresses as environment variables
 * @returns {Promise<T>}
 */
export async function withServers({ env, signal, say }, work) {
  const dataDir = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  // Elasticsearch may have to run as another user, who must be able to enter.
  await chmod(dataDir, 0o711);
  try {
    const servers = await startServers({ dataDir, env, onEvent: (event) => report(event, say) }, signal);
    try {
      return await work(addressesAsEnvironment(servers.addresses));
    } finally {
      await servers.stop();
    }
  } finally {
    await removeServerData(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * @param {import('@millrace/local-servers').LifecycleEvent} event
 * @param {(line: string) => void} say
 */
function report(event, say) {
  if (event.kind === 'ready')
    say(`${event.name} ready after ${(event.afterMs / 1000).toFixed(1)} s: ${event.address}`);
  else if (event.kind === 'verifying') say(`${event.name} downloaded`);
  else if (event.kind === 'crashed')
    say(`${event.name} ended with status ${event.exit.status}:\n${event.logTail}`);
  else if (event.kind === 'gave-up') say(`${event.name} left down: ${event.reason}`);
}
