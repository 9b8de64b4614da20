import type { Principal } from '@millrace/schemas';
import type { ApiKeyDocument } from './api-key-document.js';
import { secretMatches, splitApiKey } from './api-key.js';
import { createExpiringCache } from './expiring-cache.js';

/** Checks keys against their stored hashes, remembering answers for a short time. */
export interface KeyVerifier {
  readonly verify: (key: string) => Promise<Principal | 'invalid-key' | 'unavailable'>;
  /** Drops what is remembered of a key. */
  forget(keyId: string): void;
}

/** How long a revoked key may go on working elsewhere, and a known one without MongoDB. */
export const KEY_CACHE_TTL_MS = 5_000;
const MAX_KNOWN_KEYS = 10_000;
/** Apart from the known ones, so that a flood of invented ids cannot push those out. */
const MAX_UNKNOWN_KEYS = 10_000;

type Lookup = (keyId: string) => Promise<ApiKeyDocument | null>;

/** A verifier over a lookup by id; simultaneous questions about one key share one lookup. */
export function createKeyVerifier(lookup: Lookup, now: () => number): KeyVerifier {
  const known = createExpiringCache<ApiKeyDocument>({
    ttlMs: KEY_CACHE_TTL_MS,
    maxEntries: MAX_KNOWN_KEYS,
    now,
  });
  const unknown = createExpiringCache<true>({ ttlMs: KEY_CACHE_TTL_MS, maxEntries: MAX_UNKNOWN_KEYS, now });
  const asking = new Map<string, Promise<ApiKeyDocument | null>>();

  async function find(keyId: string): Promise<ApiKeyDocument | null> {
    const kept = known.get(keyId);
    if (kept !== undefined) return kept;
    if (unknown.get(keyId)) return null;
    const answer = asking.get(keyId) ?? lookup(keyId).finally(() => asking.delete(keyId));
    asking.set(keyId, answer);
    const document = await answer;
    if (document === null) unknown.set(keyId, true);
    else known.set(keyId, document);
    return document;
  }

  return {
    verify: async (key) => {
      const parts = splitApiKey(key);
      if (parts === undefined) return 'invalid-key';
      try {
        return principalOf(await find(parts.keyId), parts.secret, now());
      } catch {
        return 'unavailable';
      }
    },
    forget: (keyId) => {
      known.delete(keyId);
      unknown.delete(keyId);
    },
  };
}

function principalOf(document: ApiKeyDocument | null, secret: string, nowMs: number) {
  if (document === null || !secretMatches(secret, document.hash.value())) return 'invalid-key';
  if (document.expiresAt && document.expiresAt.getTime() <= nowMs) return 'invalid-key';
  return { keyId: document._id, tenant: document.tenant, scopes: document.scopes };
}
