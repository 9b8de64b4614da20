import { DEFAULT_TENANT, type Scope } from '@millrace/schemas';
import { readCredentials, writeCredentials, type LocalCredentials } from './credentials-file.js';

/** What the bootstrap needs of the key store. */
export interface KeyIssuer {
  /** Creates the tenant unless it exists. */
  ensureTenant(tenant: string): Promise<void>;
  /** Whether the store still accepts this key. */
  accepts(key: string): Promise<boolean>;
  /** Makes a key; only here is its secret ever seen. */
  create(request: {
    readonly tenant: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
  }): Promise<string>;
}

/** Where the credentials go and what they point to. */
export interface BootstrapRequest {
  readonly file: string;
  readonly ingestUrl: string;
  readonly apiUrl: string;
}

const SCOPES_OF = {
  ingest: ['ingest', 'backfill'],
  admin: ['search', 'tail', 'admin'],
} as const satisfies Record<keyof LocalCredentials['keys'], readonly Scope[]>;

/**
 * Gives the local start its tenant and keys. Keys that still work are kept, so a running script survives a restart;
 * a key that the store does not know, because its database is new, is made again.
 */
export async function bootstrapCredentials(
  request: BootstrapRequest,
  issuer: KeyIssuer,
): Promise<LocalCredentials> {
  await issuer.ensureTenant(DEFAULT_TENANT);
  const kept = await readCredentials(request.file);
  const keyFor = async (use: keyof typeof SCOPES_OF): Promise<string> => {
    const old = kept?.keys[use];
    if (old !== undefined && (await issuer.accepts(old))) return old;
    return await issuer.create({ tenant: DEFAULT_TENANT, name: `local ${use}`, scopes: SCOPES_OF[use] });
  };
  const keys = { ingest: await keyFor('ingest'), admin: await keyFor('admin') };
  const { ingestUrl, apiUrl } = request;
  const credentials: LocalCredentials = { version: 1, tenant: DEFAULT_TENANT, ingestUrl, apiUrl, keys };
  await writeCredentials(request.file, credentials);
  return credentials;
}
