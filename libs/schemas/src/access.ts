/** What an API key may do. */
export const SCOPES = ['ingest', 'backfill', 'search', 'tail', 'admin'] as const;

/** See {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** `mr_<key id, 12 characters>_<secret, 43 characters of base64url>`. Only a hash of it is ever stored. */
export const API_KEY_PATTERN = /^mr_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** Who a request acts for, once its key was checked. */
export interface Principal {
  readonly keyId: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
}

/** A key as `key list` shows it; the secret is shown once, at creation, and is not stored. */
export interface ApiKeyDescription extends Principal {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** From this instant the key is refused; set by revoking (now) or rotating (after the overlap). */
  readonly expiresAt?: string;
}
