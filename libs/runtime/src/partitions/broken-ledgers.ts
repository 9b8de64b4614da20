import type { PartitionState } from '@millrace/pipeline';

/** The partitions whose books do not add up, with the reasons, for readiness; undefined when there are none. */
export function brokenLedgers(partitions: readonly PartitionState[]): string | undefined {
  const broken = partitions.filter(({ state }) => state === 'ledger-broken');
  if (broken.length === 0) return undefined;
  return broken
    .map(
      ({ topic, partition, reason }) => `${topic}[${partition}]: ${reason ?? 'the ledger does not add up'}`,
    )
    .join('; ');
}
