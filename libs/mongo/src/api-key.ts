import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { API_KEY_PATTERN } from '@millrace/schemas';

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 12;
const SECRET_BYTES = 32;

/** A key as its holder sends it, and what is stored of it. */
export interface NewApiKey {
  /** `mr_<id>_<secret>`. */
  readonly key: string;
  readonly keyId: string;
  /** See {@link hashSecret}. */
  readonly hash: Buffer;
}

/** A fresh key from the system's random source. */
export function newApiKey(): NewApiKey {
  const keyId = Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { key: `mr_${keyId}_${secret}`, keyId, hash: hashSecret(secret) };
}

/** Id and secret of a well-formed key; undefined for anything else. */
export function splitApiKey(key: string): { readonly keyId: string; readonly secret: string } | undefined {
  const match = API_KEY_PATTERN.exec(key);
  return match?.[1] && match[2] ? { keyId: match[1], secret: match[2] } : undefined;
}

/** SHA-256: the secret has 256 random bits, so a slow password hash would only cost time at every request. */
function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether a secret has this hash, in a time that does not tell how much of it was right. */
export function secretMatches(secret: string, hash: Uint8Array): boolean {
  const given = hashSecret(secret);
  return hash.length === given.length && timingSafeEqual(given, hash);
}
