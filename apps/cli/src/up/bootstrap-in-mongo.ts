import { connectMongo, createApiKeyStore, createTenantStore } from '@millrace/mongo';
import { mongoConnection, mongoSettings } from '@millrace/runtime';
import { z } from 'zod';
import type { Credentials } from '../client/credentials.js';
import { bootstrapCredentials, type BootstrapRequest } from './bootstrap-credentials.js';

const settings = z.object({ MILLRACE_DATABASE: mongoSettings.MILLRACE_DATABASE });

/**
 * `bootstrapCredentials` with the keys and tenants of a real MongoDB, in the database the services use too.
 *
 * @throws Error when MongoDB does not answer or `MILLRACE_DATABASE` is no database name
 */
export async function bootstrapInMongo(
  env: NodeJS.ProcessEnv,
  mongodbUrl: string,
  request: BootstrapRequest,
): Promise<Credentials> {
  const { MILLRACE_DATABASE } = settings.parse(env);
  const connection = await connectMongo(mongoConnection({ MONGODB_URL: mongodbUrl, MILLRACE_DATABASE }));
  try {
    const [keys, tenants] = [await createApiKeyStore(connection), createTenantStore(connection)];
    return await bootstrapCredentials(request, {
      // A tenant begins to exist with its secret.
      ensureTenant: async (tenant) => {
        await tenants.secretOf(tenant);
      },
      accepts: async (key) => typeof (await keys.verify(key)) === 'object',
      createKey: async (wish) => (await keys.create(wish)).key,
    });
  } finally {
    await connection.close();
  }
}
