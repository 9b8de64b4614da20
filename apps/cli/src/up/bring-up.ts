import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addressesAsEnvironment,
  endOrphans,
  OWNER_VARIABLE,
  readOwnerMark,
  startServers,
  type OnLifecycleEvent,
  type ServerAddresses,
} from '@millrace/local-servers';
import type { BootstrapRequest } from './bootstrap-credentials.js';
import type { Credentials } from '../client/credentials.js';
import type { ReadyFacts } from './ready-message.js';
import { claimInstance, type RunningInstance } from './running-instance.js';
import { reserveServicePorts, serviceUrls, startServices, type ServicePorts } from './start-services.js';
import { STATE_FILES, type WorkspaceHome } from './workspace-home.js';

/** What bringing everything up needs from outside. */
export interface BringUpDeps {
  readonly home: WorkspaceHome;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Gives the local start its tenant and keys, in the MongoDB that the connection string names. */
  readonly bootstrap: (mongodbUrl: string, request: BootstrapRequest) => Promise<Credentials>;
}

/** How a run is followed and undone. */
export interface BringUpRun {
  /** Filled with what must be done, last first, to undo everything that was begun, also after a failure. */
  readonly undo: (() => Promise<void> | void)[];
  readonly onEvent: OnLifecycleEvent;
}

/** Everything is ready: what to tell the user, and how to get in. */
export interface BroughtUp extends ReadyFacts {
  readonly credentials: Credentials;
}

/** Claims the state directory, starts the servers, makes the keys and starts the services, in this order. */
export async function bringUp(deps: BringUpDeps, run: BringUpRun, signal: AbortSignal): Promise<BroughtUp> {
  const { stateDir } = deps.home;
  const startedAt = deps.now();
  const { instance, ports } = await claim(deps, run);
  const servers = await bringUpServers(deps, run, signal);
  const serversReadyAt = deps.now();
  const services = serviceUrls(ports);
  const credentialsFile = join(stateDir, STATE_FILES.credentials);
  const request = { stateDir, ingestUrl: services.ingest, apiUrl: services.api };
  const credentials = await deps.bootstrap(servers.mongodb, request);
  await bringUpServices({ deps, run, ports, servers, tenant: credentials.tenant }, signal);
  await instance.announce(services);
  const readyAt = deps.now();
  return {
    totalMs: readyAt - startedAt,
    serversMs: serversReadyAt - startedAt,
    servicesMs: readyAt - serversReadyAt,
    services,
    servers,
    credentialsFile,
    logsDir: join(stateDir, STATE_FILES.logs),
    credentials,
  };
}

/** Makes sure that nobody else runs here, ends what an earlier run has left, and takes the services' ports. */
async function claim(
  deps: BringUpDeps,
  run: BringUpRun,
): Promise<{ readonly instance: RunningInstance; readonly ports: ServicePorts }> {
  const { stateDir } = deps.home;
  // Enterable by others, because Elasticsearch may run as another user; what is private inside has its own mode.
  await mkdir(stateDir, { recursive: true, mode: 0o711 });
  const instance = await claimInstance(stateDir);
  run.undo.push(() => instance.release());
  const orphans = await endOrphans(await readOwnerMark(stateDir));
  if (orphans.length > 0) run.onEvent({ kind: 'orphans-ended', pids: orphans });
  const ports = await reserveServicePorts(deps.env);
  run.undo.push(() => Object.values(ports).forEach((reservation) => reservation.release()));
  return { instance, ports };
}

async function bringUpServers(
  deps: BringUpDeps,
  run: BringUpRun,
  signal: AbortSignal,
): Promise<ServerAddresses> {
  const { stateDir } = deps.home;
  const servers = await startServers(
    {
      dataDir: join(stateDir, STATE_FILES.servers),
      logsDir: join(stateDir, STATE_FILES.logs),
      env: deps.env,
      onEvent: run.onEvent,
    },
    signal,
  );
  run.undo.push(() => servers.stop());
  return servers.addresses;
}

async function bringUpServices(
  up: {
    readonly deps: BringUpDeps;
    readonly run: BringUpRun;
    readonly ports: ServicePorts;
    readonly servers: ServerAddresses;
    /** Plain `logs.raw` is this tenant's, unless the environment says whose it is. */
    readonly tenant: string;
  },
  signal: AbortSignal,
): Promise<void> {
  const { rootDir, stateDir } = up.deps.home;
  const mark = await readOwnerMark(stateDir);
  const env = {
    MILLRACE_RAW_TENANT: up.tenant,
    ...up.deps.env,
    ...addressesAsEnvironment(up.servers),
    [OWNER_VARIABLE]: mark,
  };
  const place = { rootDir, logsDir: join(stateDir, STATE_FILES.logs), env, onEvent: up.run.onEvent };
  const services = await startServices(up.ports, place, signal);
  up.run.undo.push(() => services.stop());
}
