import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from './process/file-lock.js';
import { readNamedServers } from './named-servers.js';
import { reachNamedServers } from './reach-named-servers.js';
import { createRegistryProvider } from './registry-provider.js';
import { SERVER_NAMES, type ServerAddresses, type ServerProvider } from './server-provider.js';
import type { OnLifecycleEvent } from './lifecycle-event.js';
import { readServerSettings } from './server-settings.js';
import { removeReachableDir } from './servers/other-user.js';

/** What `startServers` is told. */
export interface StartServersOptions {
  /** Absolute directory for the data of whatever is started here; kept when the servers stop. */
  readonly dataDir: string;
  /** Absolute directory for their logs. Default: `logs` in the data directory. */
  readonly logsDir?: string;
  /** Names servers that exist already, and holds the settings for the others. */
  readonly env: NodeJS.ProcessEnv;
  readonly onEvent: OnLifecycleEvent;
  /** Brings up the servers that are not named. Default: the package registries. */
  readonly provider?: ServerProvider;
}

/** All three servers, reachable. */
export interface RunningServers {
  readonly addresses: ServerAddresses;
  /** Stops those that were started here, never those that were named. Safe to call twice. */
  stop(): Promise<void>;
}

/** The data directory is used by servers of another living process. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError';
  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(`Starting servers in ${dataDir}: process ${pid} runs servers there already`);
  }
}

/**
 * Makes the three servers available: those that the environment names as they are, the others started here.
 *
 * Resolves when all of them can be used. On failure, or when `signal` aborts, nothing is left running.
 * @throws ServerSettingError, ServerUnreachableError, DataDirectoryInUseError, or what the provider throws
 */
export async function startServers(
  options: StartServersOptions,
  signal: AbortSignal,
): Promise<RunningServers> {
  const named = readNamedServers(options.env);
  await reachNamedServers(named, signal);
  const wanted = SERVER_NAMES.filter((name) => named[name] === undefined);
  if (wanted.length === 0) return { addresses: named as ServerAddresses, stop: () => Promise.resolve() };
  const provider = options.provider ?? createRegistryProvider(readServerSettings(options.env), options.env);
  const attempt = await tryLock(join(options.dataDir, 'servers.lock'));
  if ('heldBy' in attempt) throw new DataDirectoryInUseError(options.dataDir, attempt.heldBy.pid);
  const { lock } = attempt;
  try {
    const { dataDir, onEvent, logsDir = join(dataDir, 'logs') } = options;
    const started = await provider.start({ wanted, dataDir, logsDir, onEvent }, signal);
    return {
      addresses: inOrder({ ...started.addresses, ...named }),
      stop: async () => {
        await started.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** All addresses, always in the same order, for people who look at them. */
function inOrder(addresses: Partial<ServerAddresses>): ServerAddresses {
  return Object.fromEntries(
    SERVER_NAMES.map((name) => [name, addresses[name]]),
  ) as unknown as ServerAddresses;
}

/**
 * Removes everything servers have left in a data directory.
 *
 * @throws DataDirectoryInUseError while servers run there
 */
export async function removeServerData(dataDir: string): Promise<void> {
  const attempt = await tryLock(join(dataDir, 'servers.lock'));
  if ('heldBy' in attempt) throw new DataDirectoryInUseError(dataDir, attempt.heldBy.pid);
  await removeReachableDir(join(dataDir, 'elasticsearch'));
  await rm(dataDir, { recursive: true, force: true });
}
