import { z } from 'zod';
import { usageError } from '../cli-error.js';
import type { CliConfig } from '../config.js';
import { findService } from './find-service.js';
import { readJson } from './service-client.js';

const principalSchema = z.looseObject({ tenant: z.string() });

/**
 * Makes sure that the key writes where its user thinks it does. A tenant follows from the key alone; no option can
 * choose another.
 *
 * @throws CliError (usage) when the key belongs to another tenant
 */
export async function requireTenant(wanted: string, config: CliConfig, signal: AbortSignal): Promise<void> {
  const api = await findService('api', config);
  const { tenant } = await readJson(api, { path: '/v1/principal', reply: principalSchema }, signal);
  if (tenant === wanted) return;
  throw usageError(
    `--tenant ${wanted}: the key in use belongs to the tenant ${tenant}`,
    `A key decides the tenant. Set MILLRACE_API_KEY to a key of ${wanted}, or leave --tenant out.`,
  );
}
