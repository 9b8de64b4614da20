import type { SigningKeyStore } from '@millrace/mongo';
import type { SigningKey, SigningKeys } from '../cursors/cursor-codec.js';

/** Signing keys in memory, so that a cursor can be signed without waiting. */
export interface KeyRing extends SigningKeys {
  /** Reads the keys anew and makes those that are missing. Rejects without MongoDB; what was known stays known. */
  refresh(): Promise<void>;
}

/** The key of a day is made this long before it begins, so that every node knows it by the time one signs with it. */
const AHEAD_MS = 3_600_000;

/** A ring that is empty until it is refreshed for the first time. */
export function createKeyRing(store: SigningKeyStore, now: () => number): KeyRing {
  let known = new Map<string, SigningKey>();
  let today: SigningKey | undefined;
  return {
    current() {
      if (!today) throw new Error('signing: the keys were not read yet');
      return today;
    },
    find: (id) => known.get(id),
    async refresh() {
      const current = await store.current(now());
      await store.current(now() + AHEAD_MS);
      known = new Map((await store.all()).map((key) => [key.id, key]));
      today = current;
    },
  };
}
