import { tooBusy } from '@millrace/http';

/** Places for what runs long, so many for each key and so many in all. */
export interface KeySlots {
  /** Takes a place and gives back what frees it, however often that is called. Throws the problem `too-busy`. */
  take(keyId: string): () => void;
  /** Places taken. */
  taken(): number;
}

/** How many places there are, and for what: `exports`. */
export interface SlotBounds {
  readonly what: string;
  readonly perKey: number;
  readonly total: number;
}

/** Whoever is turned away should not ask again before a place can have become free. */
const RETRY_AFTER_MS = 5_000;

/** See {@link KeySlots}. */
export function createKeySlots({ what, perKey, total }: SlotBounds): KeySlots {
  const byKey = new Map<string, number>();
  let taken = 0;
  const free = (keyId: string) => {
    taken -= 1;
    const left = (byKey.get(keyId) ?? 1) - 1;
    if (left === 0) byKey.delete(keyId);
    else byKey.set(keyId, left);
  };
  return {
    take(keyId) {
      const own = byKey.get(keyId) ?? 0;
      if (own >= perKey)
        throw tooBusy(`This key has ${own} ${what} open, as many as one may have.`, RETRY_AFTER_MS);
      if (taken >= total)
        throw tooBusy(`${taken} ${what} are open here, as many as there may be.`, RETRY_AFTER_MS);
      byKey.set(keyId, own + 1);
      taken += 1;
      let isTaken = true;
      return () => {
        if (isTaken) free(keyId);
        isTaken = false;
      };
    },
    taken: () => taken,
  };
}
