import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli-error.js';

/** What `millrace up` writes (mode 0600) so that every other command finds the local services by itself. */
export const credentialsSchema = z.object({
  tenant: z.string().min(1),
  ingestUrl: z.url(),
  apiUrl: z.url(),
  key: z.string().min(1),
});

/** See {@link credentialsSchema}. */
export type Credentials = z.infer<typeof credentialsSchema>;

/** Where the services are and with which key; each part is undefined when nothing names it. */
export type Access = Partial<Omit<Credentials, 'tenant'>>;

const FILE_NAME = 'credentials.json';

/**
 * Merges what the environment says over the file the local start left; the environment wins part by part.
 *
 * @param stateDir directory of the local start's state; undefined when this is no checkout
 * @throws CliError when the file is there but cannot be read or is not what `up` writes
 */
export async function findAccess(fromEnvironment: Access, stateDir: string | undefined): Promise<Access> {
  if (fromEnvironment.key && fromEnvironment.apiUrl && fromEnvironment.ingestUrl) return fromEnvironment;
  const stored = stateDir === undefined ? undefined : await readCredentials(join(stateDir, FILE_NAME));
  return { ...stored, ...fromEnvironment };
}

async function readCredentials(file: string): Promise<Credentials | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(`reading ${file}: ${(error as Error).message}`, { cause: error });
  }
  const parsed = credentialsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole file').join(', ');
  throw new CliError(`reading ${file}: not what the local start writes (${wrong})`, {
    hint: 'Run npm start again; it writes the file anew.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
