import { z } from 'zod';
import { usageError } from './cli-error.js';
import type { Access } from './client/credentials.js';
import { findWorkspaceHome } from './up/workspace-home.js';

/** Settings from the environment; all optional, since the local start leaves what is needed. */
export interface CliConfig {
  readonly access: Access;
  /** Directory of the local start's state; undefined when this program does not lie in a checkout. */
  readonly stateDir: string | undefined;
}

const settings = z.object({
  MILLRACE_API_KEY: z.string().optional().describe('API key, mr_…'),
  MILLRACE_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('base URL of the api'),
  MILLRACE_INGEST_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('base URL of ingest'),
});

/** Reads the settings. @throws CliError naming the variable, what was given and what is allowed */
export function readConfig(env: NodeJS.ProcessEnv): CliConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]);
    throw usageError(`reading ${name}: given "${given[name] ?? ''}", expected an http:// or https:// URL`);
  }
  const { MILLRACE_API_KEY: key, MILLRACE_API_URL: apiUrl, MILLRACE_INGEST_URL: ingestUrl } = parsed.data;
  return Object.freeze({
    access: Object.freeze({
      ...(key && { key }),
      ...(apiUrl && { apiUrl }),
      ...(ingestUrl && { ingestUrl }),
    }),
    stateDir: stateDirectory(env),
  });
}

function stateDirectory(env: NodeJS.ProcessEnv): string | undefined {
  if (env['MILLRACE_HOME']) return env['MILLRACE_HOME'];
  try {
    return findWorkspaceHome(env).stateDir;
  } catch {
    return undefined;
  }
}
