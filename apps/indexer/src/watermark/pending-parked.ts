import type { CommittedPosition, PartitionRange } from '@millrace/pipeline';
import { parseDayIndex } from '@millrace/schemas';

/** Knows of which log indices logs wait in `logs.parked`, or are about to. */
export interface PendingParked {
  /** Logs of this index were written to `logs.parked`. */
  handedOver(index: string): void;
  names(): readonly string[];
  /**
   * An assignment has begun: of what its owners before handed over nobody here knows the indices. Looks whether any of it
   * waits still; rejects when Kafka does not answer.
   */
  inherit(): Promise<void>;
  /** Logs of indices that are not named may wait: those of owners before. */
  mayBeMore(): boolean;
  /** Looks whether what was handed over is indexed by now. Asks Kafka only while something waits that could be put back. */
  look(): Promise<void>;
}

/** What is looked at. */
export interface PendingParkedPorts {
  /** Indices that take no writes now. */
  readonly parkedNow: () => readonly string[];
  readonly parkedRanges: () => Promise<readonly PartitionRange[]>;
  /** What was drained of `logs.parked`, by whichever process. */
  readonly drained: () => Promise<readonly CommittedPosition[]>;
  /** What owners before handed over waits below these ends. */
  readonly onInherited: (ends: readonly PartitionRange[]) => void;
  readonly now: () => number;
}

/** Time in which whoever drained `logs.parked` has refreshed what it wrote and said so, ms. */
const SETTLE_MS = 5_000;

interface HandedOver {
  /** Ends of `logs.parked` behind what was handed over. */
  ends?: readonly PartitionRange[];
  drainedAtMs?: number;
}

/**
 * See {@link PendingParked}. In memory: the next owner says that there may be more until all that waited when it began
 * was put back, and learns the names of what is refused again.
 */
export function createPendingParked(ports: PendingParkedPorts): PendingParked {
  // No more than there are day indices.
  const pending = new Map<string, HandedOver>();
  let inherited: HandedOver | undefined;
  return {
    handedOver: (index) => void pending.set(index, {}),
    names: () =>
      [...new Set([...ports.parkedNow(), ...pending.keys()])]
        .filter((index) => parseDayIndex(index)?.family === 'logs')
        .sort(),
    async inherit() {
      const ends = await ports.parkedRanges();
      // What was put back by now is covered by the refresh that an assignment begins with.
      if (isDrained(await ports.drained(), ends)) return;
      inherited = { ends };
      ports.onInherited(ends);
    },
    mayBeMore: () => inherited !== undefined,
    async look() {
      const parked = new Set(ports.parkedNow());
      const healed = [...pending].filter(([index]) => !parked.has(index));
      const earlier = inherited === undefined ? [] : [inherited];
      const over = await overOf(ports, [...healed.map(([, entry]) => entry), ...earlier]);
      for (const [index, entry] of healed)
        if (over.has(entry) && pending.get(index) === entry) pending.delete(index);
      if (inherited !== undefined && over.has(inherited)) inherited = undefined;
    },
  };
}

/** Of these, what was put back and had its time to become findable. */
async function overOf(
  ports: PendingParkedPorts,
  entries: readonly HandedOver[],
): Promise<ReadonlySet<HandedOver>> {
  const over = new Set<HandedOver>();
  if (entries.length === 0) return over;
  if (entries.some(({ ends }) => ends === undefined)) {
    const ends = await ports.parkedRanges();
    for (const entry of entries) entry.ends ??= ends;
  }
  const drained = await ports.drained();
  for (const entry of entries) {
    if (!isDrained(drained, entry.ends)) continue;
    entry.drainedAtMs ??= ports.now();
    if (ports.now() - entry.drainedAtMs >= SETTLE_MS) over.add(entry);
  }
  return over;
}

function isDrained(drained: readonly CommittedPosition[], ends: readonly PartitionRange[] = []): boolean {
  const offsets = new Map(drained.map(({ partition, offset }) => [partition, offset ?? 0]));
  return ends.every(({ partition, low, high }) => high === low || (offsets.get(partition) ?? 0) >= high);
}
