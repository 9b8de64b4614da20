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
  const cacheGb = context.settings.mongodbCacheMb / 1024;
  const network = ['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'];
  const storage = ['--dbpath', dbPath, '--wiredTigerCacheSizeGB', String(cacheGb)];
  const replication = ['--replSet', REPLICA_SET, '--oplogSize', String(OPLOG_MB)];
  return {
    address,
    process: {
      name: 'mongodb',
      address,
      command: join(context.homeDir, 'mongod'),
      args: [
        ...replication,
        ...network,
        ...storage,
        '--setParameter',
        'diagnosticDataCollectionEnabled=false',
      ],
      cwd: context.dataDir,
      env: context.env,
      logFile: context.logFile,
      probe: () => probeMongodb(port),
      readyDeadlineMs: READY_DEADLINE_MS,
      stopDeadlineMs: STOP_DEADLINE_MS,
    },
  };
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

async function ensureMember(admin: Db, host: string): Promise<void> {
  const kept = await admin.command({ replSetGetConfig: 1 }).catch(codeOf);
  if (kept === 'NotYetInitialized') {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
    return;
  }
  if (typeof kept === 'string' || kept['config'].members[0].host === host) return;
  const config = { ...kept['config'], members: [{ ...kept['config'].members[0], host }] };
  await admin.command({ replSetReconfig: { ...config, version: config.version + 1 }, force: true });
}

function codeOf(error: unknown): string {
  if (error instanceof MongoServerError && typeof error.codeName === 'string') return error.codeName;
  throw error;
}
