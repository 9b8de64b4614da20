/** A process-wide bound on the bytes held for requests. */
export interface ByteBudget {
  /** Takes `bytes` at once, or takes nothing and returns false. */
  tryReserve(bytes: number): boolean;
  release(bytes: number): void;
  usedBytes(): number;
}

/** A budget of `limitBytes`. Releasing more than was taken throws: it would hide a leak elsewhere. */
export function createByteBudget(limitBytes: number): ByteBudget {
  let used = 0;
  return {
    tryReserve: (bytes) => {
      if (used + bytes > limitBytes) return false;
      used += bytes;
      return true;
    },
    release: (bytes) => {
      if (bytes > used) throw new RangeError(`releasing ${bytes} bytes of a budget that holds ${used}`);
      used -= bytes;
    },
    usedBytes: () => used,
  };
}
