import { join } from 'node:path';
import type { PortReservation, ProcessSpec } from '@millrace/local-servers';
import { serviceNodeFlags } from '@millrace/runtime';

/** A Millrace service of the local start. */
export type ServiceName = 'ingest' | 'indexer' | 'correlation-engine' | 'websocket-fanout' | 'api';

/** How a service is found: its usual port and the variable that moves it. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  readonly preferredPort: number;
  readonly portVariable: string;
}

/** The services in the order in which a log meets them. */
export const SERVICES: readonly ServiceDefinition[] = [
  { name: 'ingest', preferredPort: 4318, portVariable: 'MILLRACE_INGEST_PORT' },
  { name: 'indexer', preferredPort: 8082, portVariable: 'MILLRACE_INDEXER_PORT' },
  { name: 'correlation-engine', preferredPort: 8083, portVariable: 'MILLRACE_CORRELATION_PORT' },
  { name: 'websocket-fanout', preferredPort: 8081, portVariable: 'MILLRACE_FANOUT_PORT' },
  { name: 'api', preferredPort: 8080, portVariable: 'MILLRACE_API_PORT' },
];

/** Width of a column of names. */
export const NAME_COLUMNS = Math.max(...SERVICES.map(({ name }) => name.length));

/** Longest start of a service whose servers answer already, ms: creating topics and templates takes most of it. */
const READY_DEADLINE_MS = 60_000;
/** Longest stop, ms: a service leaves by itself after 20 s (`MILLRACE_SHUTDOWN_TIMEOUT_MS`). */
const STOP_DEADLINE_MS = 25_000;
const PROBE_TIMEOUT_MS = 2_000;

/** Where a service comes from and what it may use. */
export interface ServicePlace {
  readonly rootDir: string;
  readonly logsDir: string;
  /** The environment of every service: addresses of the servers, ports, the owner's mark. */
  readonly env: NodeJS.ProcessEnv;
}

/** The process of one service; ready when its `/readyz` answers 200. */
export function serviceProcess(
  service: ServiceDefinition,
  reservation: PortReservation,
  place: ServicePlace,
): ProcessSpec {
  const address = `http://127.0.0.1:${reservation.port}`;
  return {
    name: service.name,
    address,
    command: process.execPath,
    args: [...serviceNodeFlags(service.name), join(place.rootDir, 'apps', service.name, 'dist', 'main.js')],
    cwd: place.rootDir,
    env: place.env,
    logFile: join(place.logsDir, `${service.name}.log`),
    probe: (signal) => probeReady(address, signal),
    readyDeadlineMs: READY_DEADLINE_MS,
    stopDeadlineMs: STOP_DEADLINE_MS,
  };
}

async function probeReady(address: string, signal: AbortSignal): Promise<void> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  const reply = await fetch(`${address}/readyz`, { signal: stop });
  await reply.arrayBuffer();
  if (reply.status !== 200) throw new Error(`Probing ${address}/readyz: it answered ${reply.status}`);
}

/** The port a user fixed for a service, if any. @throws RangeError when it is no port */
export function fixedPort(service: ServiceDefinition, env: NodeJS.ProcessEnv): number | undefined {
  const given = env[service.portVariable];
  if (given === undefined || given === '') return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new RangeError(`Reading ${service.portVariable}: got "${given}", expected a port from 1 to 65535`);
}
