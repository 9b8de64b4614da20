import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMongo, createApiKeyStore, createTenantStore } from '@millrace/mongo';
import { serviceNodeFlags } from '@millrace/runtime';
import { SCOPES, TAIL_PATH } from '@millrace/schemas';
import { freePort } from './free-port.js';
import { serverAddresses, type Addresses } from './server-addresses.js';
import { createServiceProcess, type ServiceProcess } from './service-process.js';

/** A service that scenarios run. */
export type ServiceName = 'ingest' | 'indexer' | 'correlation-engine' | 'websocket-fanout' | 'api';

/** How a stack differs from the usual one. */
export interface StackOptions {
  /** One of each unless said otherwise, and of the correlation engine and the fan-out none. */
  readonly instances?: Partial<Readonly<Record<ServiceName, number>>>;
  /** More variables for every service. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The services of a run, with a tenant, a database and a key that nothing else uses. */
export interface Stack {
  readonly servers: Addresses;
  readonly tenant: string;
  readonly key: string;
  readonly ingest: readonly ServiceProcess[];
  readonly indexer: readonly ServiceProcess[];
  /** Of the correlation engine. */
  readonly engines: readonly ServiceProcess[];
  readonly fanout: readonly ServiceProcess[];
  readonly api: ServiceProcess;
  /** Variables with which the commands find this stack. */
  readonly cliEnv: NodeJS.ProcessEnv;
  /** Where the services' logs are; removed with the stack unless kept. */
  readonly logsDir: string;
  /** An instance that is not running yet, of another program or with more variables if need be. */
  instance(
    name: ServiceName,
    suffix: string,
    args?: readonly string[],
    more?: NodeJS.ProcessEnv,
  ): Promise<ServiceProcess>;
  start(): Promise<void>;
  /** Stops every instance; `keepLogs` when something is to be looked into. */
  stop(keepLogs: boolean): Promise<void>;
}

/** The repository, from which the built services are run. */
export const ROOT = join(import.meta.dirname, '..', '..');

const PORT_VARIABLES: Readonly<Record<ServiceName, string>> = {
  ingest: 'MILLRACE_INGEST_PORT',
  indexer: 'MILLRACE_INDEXER_PORT',
  'correlation-engine': 'MILLRACE_CORRELATION_PORT',
  'websocket-fanout': 'MILLRACE_FANOUT_PORT',
  api: 'MILLRACE_API_PORT',
};

/** The arguments that run a service as it was built. */
function builtService(name: ServiceName): readonly string[] {
  return [...serviceNodeFlags(name), join(ROOT, 'apps', name, 'dist', 'main.js')];
}

/** Prepares a stack on the servers that the environment names. */
export async function createStack(options: StackOptions = {}): Promise<Stack> {
  const servers = serverAddresses();
  const run = Math.random().toString(36).slice(2, 10);
  const tenant = `chaos_${run}`;
  const database = `millrace_chaos_${run}`;
  const key = await createKey(servers.mongodb, database, tenant);
  const logsDir = await mkdtemp(join(tmpdir(), 'millrace-chaos-'));
  const env = {
    ...process.env,
    MILLRACE_DATABASE: database,
    MILLRACE_SYSTEM_TENANT: tenant,
    MILLRACE_RAW_TENANT: tenant,
    MILLRACE_LOG_LEVEL: 'info',
    ...options.env,
  };
  const running: ServiceProcess[] = [];
  const instance: Stack['instance'] = async (name, suffix, args = builtService(name), more = {}) => {
    const port = await freePort();
    const service = createServiceProcess({
      name: `${name}-${suffix}`,
      args,
      port,
      env: { ...env, ...more, [PORT_VARIABLES[name]]: String(port) },
      cwd: ROOT,
      logFile: join(logsDir, `${name}-${suffix}.log`),
    });
    running.push(service);
    return service;
  };
  const several = (name: ServiceName, usual = 1): Promise<ServiceProcess[]> =>
    Promise.all(
      Array.from({ length: options.instances?.[name] ?? usual }, (_, index) => instance(name, String(index))),
    );
  const [ingest, indexer, engines, fanout] = await Promise.all([
    several('ingest'),
    several('indexer'),
    several('correlation-engine', 0),
    several('websocket-fanout', 0),
  ]);
  const api = await instance('api', '0', undefined, tailVariables(fanout));
  if (!ingest[0]) throw new Error('preparing a stack: it needs an ingest');
  return {
    servers,
    tenant,
    key,
    ingest,
    indexer,
    engines,
    fanout,
    api,
    logsDir,
    instance,
    cliEnv: {
      ...process.env,
      MILLRACE_API_KEY: key,
      MILLRACE_API_URL: api.url,
      MILLRACE_INGEST_URL: ingest[0].url,
      NO_COLOR: '1',
    },
    start: async () => {
      // One after the other: the first of them creates topics and templates.
      for (const service of running) await service.start();
    },
    stop: async (keepLogs) => {
      await Promise.all(running.map((service) => service.stop()));
      if (!keepLogs) await rm(logsDir, { recursive: true, force: true });
    },
  };
}

/** Tells the api where tails are served. */
function tailVariables([first]: readonly ServiceProcess[]): NodeJS.ProcessEnv {
  return first ? { MILLRACE_TAIL_URL: `${first.url.replace('http', 'ws')}${TAIL_PATH}` } : {};
}

async function createKey(url: string, database: string, tenant: string): Promise<string> {
  const connection = await connectMongo({ url, database });
  try {
    await createTenantStore(connection).secretOf(tenant);
    const keys = await createApiKeyStore(connection);
    return (await keys.create({ tenant, name: 'scenario', scopes: SCOPES })).key;
  } finally {
    await connection.close();
  }
}
