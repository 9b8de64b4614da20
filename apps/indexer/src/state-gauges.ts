import type { PartitionState } from '@millrace/pipeline';
import type { Telemetry } from '@millrace/runtime';
import { PARK_CAUSES } from './bulk/classify-item.js';
import type { ParkedIndices } from './parking/parked-indices.js';

/** What the gauges look at. */
export interface StateView {
  readonly partitions: () => readonly PartitionState[];
  readonly parked: Pick<ParkedIndices, 'list'>;
}

/** Gauges of what the indexer holds now: parked indices, lag and queues. Topics and partitions are closed sets. */
export function addStateGauges(telemetry: Telemetry, { partitions, parked }: StateView): void {
  telemetry.gauge(
    { name: 'parked_indices', help: 'Indices that refuse writes now, by cause.', labels: ['cause'] },
    () => {
      const entries = parked.list();
      return PARK_CAUSES.map((cause) => ({
        labels: { cause },
        value: entries.filter((entry) => entry.cause === cause).length,
      }));
    },
  );
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
