import { MongoClient } from 'mongodb';
import type { Db } from 'mongodb';

/** Where MongoDB is. */
export interface MongoSettings {
  readonly url: string;
  readonly database: string;
}

/** A connection that heals by itself; the stores of this library are made from it. */
export interface MongoConnection {
  readonly db: Db;
  /** Why MongoDB does not answer; undefined when it does. */
  check(signal?: AbortSignal): Promise<string | undefined>;
  close(): Promise<void>;
}

/** How long a call waits for a server that can take it. Short: what needs MongoDB has an answer for its absence. */
const SERVER_SELECTION_TIMEOUT_MS = 2_000;
const SOCKET_TIMEOUT_MS = 10_000;
const MAX_POOL_SIZE = 20;

/**
 * Connects with majority writes and reads, so that a key that was handed out or a secret that was used survives a
 * step-down. Rejects when no server answers within two seconds.
 */
export async function connectMongo(settings: MongoSettings): Promise<MongoConnection> {
  const client = new MongoClient(settings.url, {
    appName: 'millrace',
    serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
    connectTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
    socketTimeoutMS: SOCKET_TIMEOUT_MS,
    maxPoolSize: MAX_POOL_SIZE,
    waitQueueTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
    retryWrites: true,
    writeConcern: { w: 'majority' },
    readConcern: { level: 'majority' },
  });
  try {
    await client.connect();
  } catch (error) {
    await client.close();
    throw error;
  }
  const db = client.db(settings.database);
  return { db, check: () => ping(db), close: () => client.close() };
}

async function ping(db: Db): Promise<string | undefined> {
  try {
    await db.command({ ping: 1 });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
