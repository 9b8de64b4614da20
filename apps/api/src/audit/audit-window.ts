import type { RecordLogAdmin } from '@millrace/pipeline';

/** The stretch of a partition an audit looks at: `from ≤ offset < to`. */
export interface PartitionWindow {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  /** Offsets below the committed one that retention has taken. */
  readonly gone: number;
  /** Whether everything written is committed. */
  readonly atEnd: boolean;
}

/** The part of a topic that a group has finished and that can still be read. */
export async function committedWindows(
  admin: RecordLogAdmin,
  topic: string,
  groupId: string,
): Promise<readonly PartitionWindow[]> {
  const committed = new Map(
    (await admin.committed(groupId, topic)).map(({ partition, offset }) => [partition, offset ?? 0]),
  );
  return (await admin.ranges(topic)).map(({ partition, low, high }) => {
    const to = Math.min(committed.get(partition) ?? 0, high);
    const from = Math.min(low, to);
    return { partition, from, to, gone: from, atEnd: to === high };
  });
}

/** The part of a topic that a group has not finished yet. */
export async function pendingWindows(
  admin: RecordLogAdmin,
  topic: string,
  groupId: string,
): Promise<readonly Omit<PartitionWindow, 'gone' | 'atEnd'>[]> {
  const committed = new Map(
    (await admin.committed(groupId, topic)).map(({ partition, offset }) => [partition, offset ?? 0]),
  );
  return (await admin.ranges(topic)).map(({ partition, low, high }) => ({
    partition,
    from: Math.max(low, committed.get(partition) ?? 0),
    to: high,
  }));
}
