import type { PartitionState } from '@millrace/pipeline';
import { addPartitionGauges } from '@millrace/runtime';
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
  addPartitionGauges(telemetry, partitions);
}
