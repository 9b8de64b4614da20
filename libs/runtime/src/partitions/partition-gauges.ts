import type { PartitionState } from '@millrace/pipeline';
import type { Telemetry } from '../telemetry/telemetry.js';

/** Gauges of what a consumer is doing: lag, queues, broken books. Topics and partitions are closed sets. */
export function addPartitionGauges(
  telemetry: Pick<Telemetry, 'gauge'>,
  partitions: () => readonly PartitionState[],
): void {
  const perPartition = (value: (state: PartitionState) => number) => () =>
    partitions().map((state) => ({
      labels: { topic: state.topic, partition: String(state.partition) },
      value: value(state),
    }));
  const labels = ['topic', 'partition'] as const;
  telemetry.gauge(
    { name: 'lag_records', help: 'Records between the position and the end of a partition.', labels },
    perPartition(({ end, position }) => Math.max(0, end - position)),
  );
  telemetry.gauge(
    { name: 'queued_bytes', help: 'Bytes read and not yet done.', labels },
    perPartition(({ queuedBytes }) => queuedBytes),
  );
  telemetry.gauge(
    { name: 'broken_ledger_flag', help: '1 where the books of a partition do not add up.', labels },
    perPartition(({ state }) => (state === 'ledger-broken' ? 1 : 0)),
  );
}
