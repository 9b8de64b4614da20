import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { serverVariable } from './named-servers.js';
import type { ServerAddresses, ServerName } from './server-provider.js';

/** How long a server may take to listen: one that was started a moment ago is waited for. */
const REACH_DEADLINE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;
const BETWEEN_TRIES_MS = 250;
const MONGODB_PORT = 27_017;

/** A server that the environment names took no connection. */
export class ServerUnreachableError extends Error {
  override readonly name = 'ServerUnreachableError';
  constructor(
    readonly variable: string,
    where: string,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    super(
      `Reaching ${where}, named by ${variable}: it takes no connection${reason}. ` +
        `Start it, correct ${variable}, or unset it to have a server started here`,
      { cause },
    );
  }
}

/**
 * Resolves when each of the named servers has taken a TCP connection at one of its addresses. An address found over DNS
 * (`mongodb+srv:`) is left to its driver.
 *
 * @throws ServerUnreachableError when one takes none in time
 */
export async function reachNamedServers(
  named: Partial<ServerAddresses>,
  signal: AbortSignal,
  deadlineMs = REACH_DEADLINE_MS,
): Promise<void> {
  await Promise.all(
    Object.entries(named).map(async ([name, address]) => {
      const hosts = hostsOf(address);
      if (hosts.length > 0) await reachOne(serverVariable(name as ServerName), hosts, { signal, deadlineMs });
    }),
  );
}

/** The `host:port` pairs of an address as `readNamedServers` gives it; none for what DNS must say. */
export function hostsOf(address: string): readonly string[] {
  if (address.startsWith('mongodb+srv:')) return [];
  if (address.startsWith('http')) {
    const { hostname, port, protocol } = new URL(address);
    return [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`];
  }
  const authority = address.replace(/^mongodb:\/\//, '').replace(/[/?].*$/, '');
  const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',');
  return hosts.map((host) => (/:\d+$/.test(host) ? host : `${host}:${MONGODB_PORT}`));
}

async function reachOne(
  variable: string,
  hosts: readonly string[],
  { signal, deadlineMs }: { readonly signal: AbortSignal; readonly deadlineMs: number },
): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const stop = AbortSignal.any([signal, deadline]);
  let cause: unknown;
  do {
    try {
      await Promise.any(hosts.map((host) => touch(host, stop)));
      return;
    } catch (error) {
      signal.throwIfAborted();
      // What the deadline cut off says nothing about the server.
      if (!deadline.aborted || cause === undefined) cause = (error as AggregateError).errors[0] as unknown;
    }
    await wait(BETWEEN_TRIES_MS, undefined, { signal: stop }).catch(() => undefined);
  } while (!deadline.aborted);
  throw new ServerUnreachableError(variable, hosts.join(', '), cause);
}

/** Opens a connection and closes it again. */
async function touch(host: string, signal: AbortSignal): Promise<void> {
  const colon = host.lastIndexOf(':');
  const hostname = host.slice(0, colon).replace(/^\[|\]$/g, '');
  const socket = connect({ host: hostname, port: Number(host.slice(colon + 1)), signal });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.setTimeout(CONNECT_TIMEOUT_MS, () => reject(new Error(`${host} did not answer`)));
    });
  } finally {
    socket.destroy();
  }
}
