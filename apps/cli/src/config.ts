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

const baseUrl = z.url({ protocol: /^https?$/, error: 'an http:// or https:// URL' }).optional();

const settings = z.object({
  // Whatever else a key is made of, it travels in a header.
  MILLRACE_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'a key as millrace key create prints it, without spaces or line ends')
    .optional()
    .describe('API key, mr_…'),
  MILLRACE_API_URL: baseUrl.describe('base URL of the api'),
  MILLRACE_INGEST_URL: baseUrl.describe('base URL of ingest'),
});

/** Reads the settings. @throws CliError naming the variable, what was given and what is allowed */
export function readConfig(env: NodeJS.ProcessEnv): CliConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    const shown = name === 'MILLRACE_API_KEY' ? 'something else' : `"${given[name] ?? ''}"`;
    throw usageError(`reading ${name}: given ${shown}, expected ${issue?.message ?? ''}`);
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
