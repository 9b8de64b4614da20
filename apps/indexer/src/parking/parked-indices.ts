import type { ParkCause } from '../bulk/classify-item.js';

/** An index that cannot take writes now. */
export interface ParkedIndex {
  readonly index: string;
  readonly cause: ParkCause;
  /** What the cluster said, for a person. */
  readonly reason: string;
  /** ms since 1970. */
  readonly sinceMs: number;
  /** Tries since then, all of them refused. */
  readonly refusals: number;
}

/** Which indices cannot take writes, shared by everything in the process that writes. */
export interface ParkedIndices {
  /**
   * Whether a write may be tried now: always for an index that is not parked, once per probe interval for one that
   * is. The probe is a write of real documents, the only test that cannot be wrong about what is wrong.
   */
  admit(index: string): boolean;
  /** A write was refused. */
  park(index: string, cause: ParkCause, reason: string): void;
  /** A write went through. */
  heal(index: string): void;
  /** How long an index has been parked, ms; undefined when it is not. */
  parkedForMs(index: string): number | undefined;
  /** Time until the next probe of any of these indices, ms; 0 when one of them is free. */
  nextProbeMs(indices: Iterable<string>): number;
  /** Indices whose probe has been due for longer than `graceMs`: nobody here has documents to try them with. */
  overdue(graceMs: number): readonly string[];
  list(): readonly ParkedIndex[];
}

/** How often a parked index is probed. */
export interface ProbePace {
  /** Wait before the first probe, ms; it doubles with each refusal. */
  readonly probeBaseMs: number;
  readonly probeMaxMs: number;
}

/** Bounds and what to tell. */
export interface ParkedIndicesOptions extends ProbePace {
  readonly now: () => number;
  readonly onParked: (parked: ParkedIndex) => void;
  readonly onHealed: (parked: ParkedIndex) => void;
}

interface Entry extends ParkedIndex {
  readonly nextProbeAtMs: number;
}

/**
 * How long the number of refusals outlives a healing, ms. An index that heals for a probe and refuses the documents
 * is then probed less and less often, instead of being parked and healed in turn.
 */
const RELAPSE_MS = 600_000;
/** Healed indices remembered for that. */
const MAX_HEALED = 10_000;

interface Healing {
  readonly refusals: number;
  readonly atMs: number;
}

/** See {@link ParkedIndices}. In memory: a restart tries every index anew and learns at once. */
export function createParkedIndices(options: ParkedIndicesOptions): ParkedIndices {
  const { now, probeBaseMs, probeMaxMs } = options;
  const entries = new Map<string, Entry>();
  const probeWaitMs = (refusals: number) =>
    Math.min(probeMaxMs, probeBaseMs * 2 ** Math.min(refusals - 1, 30));
  const healed = new Map<string, Healing>();
  const earlierRefusals = (index: string) => {
    const healing = healed.get(index);
    return healing !== undefined && now() - healing.atMs < RELAPSE_MS ? healing.refusals : 0;
  };
  return {
    admit(index) {
      const entry = entries.get(index);
      if (entry === undefined) return true;
      if (now() < entry.nextProbeAtMs) return false;
      entries.set(index, { ...entry, nextProbeAtMs: now() + probeWaitMs(entry.refusals) });
      return true;
    },
    park(index, cause, reason) {
      const known = entries.get(index);
      const refusals = (known?.refusals ?? earlierRefusals(index)) + 1;
      const sinceMs = known?.sinceMs ?? now();
      const entry = { index, cause, reason, sinceMs, refusals, nextProbeAtMs: now() + probeWaitMs(refusals) };
      entries.set(index, entry);
      if (known?.cause !== cause) options.onParked(entry);
    },
    heal(index) {
      const entry = entries.get(index);
      if (entry === undefined) return;
      entries.delete(index);
      if (healed.size >= MAX_HEALED) healed.clear();
      healed.set(index, { refusals: entry.refusals, atMs: now() });
      options.onHealed(entry);
    },
    parkedForMs(index) {
      const entry = entries.get(index);
      return entry && now() - entry.sinceMs;
    },
    nextProbeMs(indices) {
      const waits = Array.from(indices, (index) => (entries.get(index)?.nextProbeAtMs ?? 0) - now());
      return Math.max(0, Math.min(...waits));
    },
    overdue: (graceMs) =>
      [...entries.values()].flatMap((entry) => (now() - entry.nextProbeAtMs > graceMs ? [entry.index] : [])),
    list: () => [...entries.values()].map(({ nextProbeAtMs: _, ...parked }) => parked),
  };
}
