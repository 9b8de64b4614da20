import { Binary } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { ApiKeyDocument } from './api-key-document.js';
import { newApiKey } from './api-key.js';
import { KEY_CACHE_TTL_MS, createKeyVerifier } from './key-verifier.js';

function storedKey(expiresAt?: Date) {
  const { key, keyId, hash } = newApiKey();
  const document: ApiKeyDocument = {
    _id: keyId,
    hash: new Binary(hash),
    tenant: 't',
    name: 'n',
    scopes: ['search'],
    createdAt: new Date(0),
    ...(expiresAt && { expiresAt }),
  };
  return { key, document };
}

describe('key verifier', () => {
  it('asks the store once for simultaneous and repeated questions, again after the time to live', async () => {
    let now = 0;
    let lookups = 0;
    const { key, document } = storedKey();
    const lookup = async () => (lookups++, document);
    const { verify } = createKeyVerifier(lookup, () => now);
    await Promise.all(Array.from({ length: 50 }, () => verify(key)));
    await verify(key);
    expect(lookups).toBe(1);
    now = KEY_CACHE_TTL_MS;
    await verify(key);
    expect(lookups).toBe(2);
  });

  it('remembers unknown ids, so that a flood of guesses costs one lookup each', async () => {
    let lookups = 0;
    const { key } = storedKey();
    const { verify } = createKeyVerifier(
      async () => (lookups++, null),
      () => 0,
    );
    expect([await verify(key), await verify(key)]).toEqual(['invalid-key', 'invalid-key']);
    expect(lookups).toBe(1);
  });

  it('refuses a key at its end even while it is remembered', async () => {
    let now = 0;
    const { key, document } = storedKey(new Date(100));
    const { verify } = createKeyVerifier(
      async () => document,
      () => now,
    );
    expect(await verify(key)).toMatchObject({ tenant: 't' });
    now = 100;
    expect(await verify(key)).toBe('invalid-key');
  });

  it('does not remember a failed lookup', async () => {
    const { key, document } = storedKey();
    let down = true;
    const lookup = async () => {
      if (down) throw new Error('down');
      return document;
    };
    const { verify } = createKeyVerifier(lookup, () => 0);
    expect(await verify(key)).toBe('unavailable');
    down = false;
    expect(await verify(key)).toMatchObject({ keyId: document._id });
  });
});
