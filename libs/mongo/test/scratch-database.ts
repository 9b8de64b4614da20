import { randomUUID } from 'node:crypto';
import { connectMongo } from '../src/connect-mongo.js';
import type { MongoConnection } from '../src/connect-mongo.js';

/** A connection to a database of its own on the server under test; `drop` takes it away again. */
export async function scratchDatabase(): Promise<MongoConnection & { drop(): Promise<void> }> {
  const url = process.env['MONGODB_URL'];
  if (url === undefined) throw new Error('reading MONGODB_URL: these tests need a MongoDB');
  const connection = await connectMongo({ url, database: `test-${randomUUID()}` });
  return {
    ...connection,
    drop: async () => {
      await connection.db.dropDatabase();
      await connection.close();
    },
  };
}
