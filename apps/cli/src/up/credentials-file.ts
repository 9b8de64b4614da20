import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { API_KEY_PATTERN, TENANT_PATTERN } from '@millrace/schemas';

const key = z.string().regex(API_KEY_PATTERN);

const credentialsSchema = z.strictObject({
  version: z.literal(1),
  tenant: z.string().regex(TENANT_PATTERN),
  ingestUrl: z.url(),
  apiUrl: z.url(),
  keys: z.strictObject({
    /** Scopes `ingest` and `backfill`: what `ship` uses. */
    ingest: key,
    /** Scopes `search`, `tail` and `admin`: what every reading command uses. */
    admin: key,
  }),
});

/** How the commands of this checkout reach its local start, and with which keys. */
export type LocalCredentials = Readonly<z.infer<typeof credentialsSchema>>;

/**
 * Reads the credentials of the local start; `undefined` when there are none.
 *
 * @throws Error when the file is there but is not what `writeCredentials` writes; the keys in it are not repeated
 */
export async function readCredentials(file: string): Promise<LocalCredentials | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = credentialsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole file').join(', ');
  throw new Error(`Reading ${file}: not usable at ${paths}; remove it and start again`);
}

/** Writes the credentials so that only their owner can read them, at no moment anybody else, and never half. */
export async function writeCredentials(file: string, credentials: LocalCredentials): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
  // A left-over partial file keeps its old mode when it is overwritten.
  await chmod(partial, 0o600);
  await rename(partial, file);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
