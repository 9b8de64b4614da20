/** A bounded map whose entries are forgotten after a time. */
export interface ExpiringCache<V> {
  get(key: string): V | undefined;
  /** Puts an entry; the oldest one leaves when there is no room. */
  set(key: string, value: V): void;
  delete(key: string): void;
}

/** A cache of at most `maxEntries`, each kept `ttlMs` after it was put. */
export function createExpiringCache<V>(options: {
  readonly ttlMs: number;
  readonly maxEntries: number;
  readonly now: () => number;
}): ExpiringCache<V> {
  const entries = new Map<string, { readonly value: V; readonly until: number }>();
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (options.now() < entry.until) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set: (key, value) => {
      entries.delete(key);
      const oldest = entries.size >= options.maxEntries ? entries.keys().next() : undefined;
      if (oldest?.done === false) entries.delete(oldest.value);
      entries.set(key, { value, until: options.now() + options.ttlMs });
    },
    delete: (key) => {
      entries.delete(key);
    },
  };
}
