import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_TENANT, SCOPES, type Scope } from '@millrace/schemas';
import { findAccess, type Credentials } from '../client/credentials.js';
import { STATE_FILES } from './workspace-home.js';

/** What the bootstrap needs of the key store. */
export interface KeyIssuer {
  /** Creates the tenant unless it exists. */
  ensureTenant(tenant: string): Promise<void>;
  /** Whether the store accepts this key now. */
  accepts(key: string): Promise<boolean>;
  /** Makes a key; only here is its secret ever seen. */
  createKey(request: {
    readonly tenant: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
  }): Promise<string>;
}

/** Where the credentials go and what they point to. */
export interface BootstrapRequest {
  readonly stateDir: string;
  readonly ingestUrl: string;
  readonly apiUrl: string;
}

/**
 * Gives the local start its tenant and one key with every scope, in a file that its owner alone can read.
 *
 * A key that still works is kept, so that a running script survives a restart; one that the store does not know,
 * because its database is new or the file was damaged, is made again.
 */
export async function bootstrapCredentials(
  request: BootstrapRequest,
  issuer: KeyIssuer,
): Promise<Credentials> {
  await issuer.ensureTenant(DEFAULT_TENANT);
  const kept = await findAccess({}, request.stateDir).catch(() => ({ key: undefined }));
  const key =
    kept.key !== undefined && (await issuer.accepts(kept.key))
      ? kept.key
      : await issuer.createKey({ tenant: DEFAULT_TENANT, name: 'local start', scopes: SCOPES });
  const { ingestUrl, apiUrl } = request;
  const credentials: Credentials = { tenant: DEFAULT_TENANT, ingestUrl, apiUrl, key };
  await writePrivately(join(request.stateDir, STATE_FILES.credentials), credentials);
  return credentials;
}

/** Writes the file so that nobody but its owner can read it at any moment, and never half. */
async function writePrivately(file: string, credentials: Credentials): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
  // One left by a killed process keeps its own mode when it is overwritten.
  await chmod(partial, 0o600);
  await rename(partial, file);
}
