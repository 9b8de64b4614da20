import type { JudgedDocument } from '../bulk/try-documents.js';
import type { ParkedIndices } from './parked-indices.js';

/** Watches, over the tries of one batch, for indices whose shards do not answer while the cluster does. */
export interface SilentIndices {
  /** Notes one try whose request as a whole was answered; parks what has been silent for too long. */
  note(judged: readonly JudgedDocument[]): void;
}

/** What watching needs. */
export interface SilentIndicesOptions {
  readonly parked: Pick<ParkedIndices, 'park'>;
  readonly now: () => number;
  /** Silence after which an index is parked, so that others go on, ms. */
  readonly limitMs: number;
}

/** See {@link SilentIndices}. An index is silent from its first unavailable item until a try without one. */
export function createSilentIndices({ parked, now, limitMs }: SilentIndicesOptions): SilentIndices {
  const silentSince = new Map<string, number>();
  return {
    note(judged) {
      const silent = new Map<string, string>();
      for (const { document, verdict } of judged) {
        if (verdict.kind === 'retry' && verdict.cause === 'unavailable')
          silent.set(document.index, verdict.reason);
      }
      for (const index of silentSince.keys()) if (!silent.has(index)) silentSince.delete(index);
      for (const [index, reason] of silent) {
        const since = silentSince.get(index) ?? now();
        silentSince.set(index, since);
        if (now() - since >= limitMs) parked.park(index, 'unavailable', reason);
      }
    },
  };
}
