import {
  reservePort,
  superviseProcess,
  type OnLifecycleEvent,
  type PortReservation,
  type SupervisedProcess,
} from '@millrace/local-servers';
import { TAIL_PATH } from '@millrace/schemas';
import {
  fixedPort,
  serviceProcess,
  SERVICES,
  type ServiceName,
  type ServicePlace,
} from './service-definitions.js';

/** The services, all ready. */
export interface RunningServices {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Stops them in parallel: each drains by itself. Safe to call twice. */
  stop(): Promise<void>;
}

/** Ports for the services, reserved before anything that must know them is started. */
export type ServicePorts = Readonly<Record<ServiceName, PortReservation>>;

/**
 * Reserves a port for every service: the one its variable fixes, else the first free one from its usual port upwards.
 *
 * @throws PortTakenError, RangeError; nothing stays reserved
 */
export async function reserveServicePorts(env: NodeJS.ProcessEnv): Promise<ServicePorts> {
  const ports: Partial<Record<ServiceName, PortReservation>> = {};
  try {
    for (const service of SERVICES) {
      ports[service.name] = await reservePort({
        preferred: service.preferredPort,
        fixed: fixedPort(service, env),
      });
    }
    return ports as ServicePorts;
  } catch (error) {
    for (const reservation of Object.values(ports)) reservation.release();
    throw error;
  }
}

/** The base URL of every service, as it follows from its port. */
export function serviceUrls(ports: ServicePorts): Readonly<Record<ServiceName, string>> {
  const url = (name: ServiceName): string => `http://127.0.0.1:${ports[name].port}`;
  return {
    ingest: url('ingest'),
    indexer: url('indexer'),
    'correlation-engine': url('correlation-engine'),
    'websocket-fanout': url('websocket-fanout'),
    api: url('api'),
  };
}

/**
 * Starts all services at once and waits until each says it is ready; afterwards they are kept running.
 *
 * @throws ProcessStartError for the first that fails, or the signal's reason; none is left running
 */
export async function startServices(
  ports: ServicePorts,
  place: ServicePlace & { readonly onEvent: OnLifecycleEvent },
  signal: AbortSignal,
): Promise<RunningServices> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const portVariables = Object.fromEntries(
    SERVICES.map(({ name, portVariable }) => [portVariable, String(ports[name].port)]),
  );
  const tailUrl = `ws://127.0.0.1:${ports['websocket-fanout'].port}${TAIL_PATH}`;
  const env = { MILLRACE_TAIL_URL: tailUrl, ...place.env, ...portVariables };
  const running: SupervisedProcess[] = [];
  const stopAll = async (): Promise<void> => {
    await Promise.all(running.map((service) => service.stop()));
  };
  const starting = SERVICES.map(async (service) => {
    const spec = serviceProcess(service, ports[service.name], { ...place, env });
    try {
      running.push(await superviseProcess(spec, { onEvent: place.onEvent }, stop));
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const outcomes = await Promise.allSettled(starting);
  if (!outcomes.some((outcome) => outcome.status === 'rejected'))
    return { urls: serviceUrls(ports), stop: stopAll };
  await stopAll();
  throw signal.aborted ? signal.reason : failed.signal.reason;
}
