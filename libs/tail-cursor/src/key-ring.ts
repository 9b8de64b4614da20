/** A secret that cursors are signed with, and its name. */
export interface SigningKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** The keys there are: one to sign with, and all that may still have signed something valid. */
export interface SigningKeys {
  /** Throws while none was read. */
  current(): SigningKey;
  find(id: string): SigningKey | undefined;
}

/** Where the keys are kept, one for each day. */
export interface StoredKeys {
  /** The key of a time's day, made by whoever needs it first. */
  current(nowMs: number): Promise<SigningKey>;
  all(): Promise<readonly SigningKey[]>;
}

/** Signing keys in memory, so that a cursor can be signed without waiting. */
export interface KeyRing extends SigningKeys {
  /** Reads the keys anew and makes those that are missing. Rejects without MongoDB; what was known stays known. */
  refresh(): Promise<void>;
}

/** The key of a day is made this long before it begins, so that every node knows it by the time one signs with it. */
const AHEAD_MS = 3_600_000;

/** A ring that is empty until it is refreshed for the first time. */
export function createKeyRing(store: StoredKeys, now: () => number): KeyRing {
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
