import type { CommittedPosition, PartitionRange } from '@millrace/pipeline';
import { parseDayIndex } from '@millrace/schemas';

/** Knows of which log indices logs wait in `logs.parked`, or are about to. */
export interface PendingParked {
  /** Logs of this index were written to `logs.parked`. */
  handedOver(index: string): void;
  names(): readonly string[];
  /** Looks whether what was handed over is indexed by now. Asks Kafka only while an index that takes writes is named. */
  look(): Promise<void>;
}

/** What is looked at. */
export interface PendingParkedPorts {
  /** Indices that take no writes now. */
  readonly parkedNow: () => readonly string[];
  readonly parkedRanges: () => Promise<readonly PartitionRange[]>;
  /** What was drained of `logs.parked`, by whichever process. */
  readonly drained: () => Promise<readonly CommittedPosition[]>;
  readonly now: () => number;
}

/** Time in which whoever drained `logs.parked` has refreshed what it wrote and said so, ms. */
const SETTLE_MS = 5_000;

interface HandedOver {
  /** Ends of `logs.parked` behind what was handed over. */
  ends?: readonly PartitionRange[];
  drainedAtMs?: number;
}

/** See {@link PendingParked}. In memory: the next owner meets the same refusals and learns the names again. */
export function createPendingParked(ports: PendingParkedPorts): PendingParked {
  // No more than there are day indices.
  const pending = new Map<string, HandedOver>();
  return {
    handedOver: (index) => void pending.set(index, {}),
    names: () =>
      [...new Set([...ports.parkedNow(), ...pending.keys()])]
        .filter((index) => parseDayIndex(index)?.family === 'logs')
        .sort(),
    async look() {
      const parked = new Set(ports.parkedNow());
      const healed = [...pending].filter(([index]) => !parked.has(index));
      if (healed.length === 0) return;
      if (healed.some(([, { ends }]) => ends === undefined)) {
        const ends = await ports.parkedRanges();
        for (const [, entry] of healed) entry.ends ??= ends;
      }
      const drained = await ports.drained();
      for (const [index, entry] of healed) {
        if (!isDrained(drained, entry.ends)) continue;
        entry.drainedAtMs ??= ports.now();
        const isOver = ports.now() - entry.drainedAtMs >= SETTLE_MS;
        if (isOver && pending.get(index) === entry) pending.delete(index);
      }
    },
  };
}

function isDrained(drained: readonly CommittedPosition[], ends: readonly PartitionRange[] = []): boolean {
  const offsets = new Map(drained.map(({ partition, offset }) => [partition, offset ?? 0]));
  return ends.every(({ partition, low, high }) => high === low || (offsets.get(partition) ?? 0) >= high);
}
