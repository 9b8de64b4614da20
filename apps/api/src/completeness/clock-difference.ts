/** Knows by how much this clock may be ahead of the brokers'. */
export interface ClockDifference {
  /** A record that was followed as it came: when it was stamped by its broker, and when it came here. */
  note(seen: { readonly partition: number; readonly appendedMs: number; readonly receivedMs: number }): void;
  /** ms, at least; 0 before anything was seen and where the brokers are ahead. */
  aheadMs(): number;
}

/** Records of a partition that are looked at: one that was held up on the way says too much. */
const WINDOW = 20;

/**
 * The way of a record only adds to the difference of the clocks, so that the quickest of the last few bounds it from
 * above. Partitions have brokers of their own: the one that is furthest back counts.
 */
export function createClockDifference(): ClockDifference {
  const seen = new Map<number, readonly number[]>();
  return {
    note({ partition, appendedMs, receivedMs }) {
      seen.set(partition, [...(seen.get(partition) ?? []), receivedMs - appendedMs].slice(-WINDOW));
    },
    aheadMs: () => Math.max(0, ...[...seen.values()].map((differences) => Math.min(...differences))),
  };
}
