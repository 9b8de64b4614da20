import { API_KEY_PATTERN } from '@millrace/schemas';
import type { Principal } from '@millrace/schemas';
import type { Authenticate } from './http-tokens.js';

/** Checks a key: who it belongs to, or why it is refused. Never rejects. */
export type VerifyKey = (key: string) => Promise<Principal | 'invalid-key' | 'unavailable'>;

/**
 * Authentication by API key: `Authorization: Bearer mr_…`, `Authorization: ApiKey mr_…` or `x-api-key: mr_…`. A key
 * in the URL is not looked at: URLs end up in logs.
 */
export function authenticateByKey(verify: VerifyKey): Authenticate {
  return async ({ headers }) => {
    const key = keyOf(headers);
    if (key === undefined) return 'missing-key';
    return API_KEY_PATTERN.test(key) ? verify(key) : 'invalid-key';
  };
}

function keyOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const authorization = headers['authorization'];
  if (authorization === undefined) return headers['x-api-key']?.trim();
  return /^(?:Bearer|ApiKey)\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? '';
}
