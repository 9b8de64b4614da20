import { CliError } from '../cli-error.js';
import type { CliConfig } from '../config.js';
import { findAccess } from './credentials.js';
import type { ServiceAddress } from './service-client.js';

const VARIABLE = { api: 'MILLRACE_API_URL', ingest: 'MILLRACE_INGEST_URL' } as const;

/**
 * Where a service is and with which key to call it, from the environment or the local start's credentials.
 *
 * @throws CliError saying what is missing and how to name it
 */
export async function findService(
  service: ServiceAddress['service'],
  config: CliConfig,
): Promise<ServiceAddress> {
  const access = await findAccess(config.access, config.stateDir);
  const url = service === 'api' ? access.apiUrl : access.ingestUrl;
  const missing = [...(url ? [] : [VARIABLE[service]]), ...(access.key ? [] : ['MILLRACE_API_KEY'])];
  if (url && access.key) return { service, url, key: access.key };
  throw new CliError(`finding ${service}: nothing says where it is or which key to use`, {
    hint: `Start Millrace here with npm start, or set ${missing.join(' and ')}.`,
  });
}
