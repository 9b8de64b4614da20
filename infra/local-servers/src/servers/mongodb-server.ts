import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError, type Db } from 'mongodb';
import {
  READY_DEADLINE_MS,
  STOP_DEADLINE_MS,
  type LaunchContext,
  type ServerLaunch,
} from './server-launch.js';

const PREFERRED_PORT = 27_017;
const REPLICA_SET = 'rs0';
const PROBE_TIMEOUT_MS = 2_000;
/** The oplog needs to hold what change streams may lag, on a laptop: MiB. */
const OPLOG_MB = 128;

/** Prepares a replica set of one member: change streams and transactions need a replica set. */
export async function prepareMongodb(context: LaunchContext): Promise<ServerLaunch> {
  const { port } = await context.reserve(PREFERRED_PORT, context.settings.fixedPorts.mongodb);
  const dbPath = join(context.dataDir, 'db');
  await mkdir(dbPath, { recursive: true });
  const address = `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}&directConnection=true`;
  return {
    address,
    process: {
      name: 'mongodb',
      address,
      command: join(context.homeDir, 'mongod'),
      args: mongodArguments(port, dbPath, context.settings.mongodbCacheMb / 1024),
      cwd: context.dataDir,
      env: context.env,
      logFile: context.logFile,
      probe: () => probeMongodb(port),
      readyDeadlineMs: READY_DEADLINE_MS,
      stopDeadlineMs: STOP_DEADLINE_MS,
    },
  };
}

function mongodArguments(port: number, dbPath: string, cacheGb: number): readonly string[] {
  return [
    ...['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
    ...['--dbpath', dbPath, '--wiredTigerCacheSizeGB', String(cacheGb)],
    ...['--replSet', REPLICA_SET, '--oplogSize', String(OPLOG_MB)],
    // Its flight recorder writes up to 200 MB that nobody here reads.
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
  ];
}

/**
 * Resolves when the member is the primary. On the way there it creates the replica set on first use, and tells a set
 * from an earlier start its new port, which a member does not find out by itself.
 */
async function probeMongodb(port: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: PROBE_TIMEOUT_MS,
    connectTimeoutMS: PROBE_TIMEOUT_MS,
    socketTimeoutMS: PROBE_TIMEOUT_MS,
  });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true) return;
    await ensureMember(admin, `127.0.0.1:${port}`);
    throw new Error(`Probing MongoDB on port ${port}: it is not the primary yet`);
  } finally {
    await client.close();
  }
}

/** The part of a replica set's configuration that is looked at here. */
interface ReplicaSetConfig {
  readonly version: number;
  readonly members: readonly [{ readonly host: string }];
}

async function ensureMember(admin: Db, host: string): Promise<void> {
  const kept = await readConfig(admin);
  if (kept === undefined) {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
    return;
  }
  const [member] = kept.members;
  if (member.host === host) return;
  const config = { ...kept, version: kept.version + 1, members: [{ ...member, host }] };
  await admin.command({ replSetReconfig: config, force: true });
}

async function readConfig(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    const reply = await admin.command({ replSetGetConfig: 1 });
    return reply['config'] as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.codeName === 'NotYetInitialized') return undefined;
    throw error;
  }
}
