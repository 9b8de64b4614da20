import type { PartitionState } from '@millrace/pipeline';
import { addPartitionGauges } from '@millrace/runtime';
import type { Telemetry } from '@millrace/runtime';
import type { Lanes } from './lanes/lanes.js';

/** What the gauges look at. */
export interface StateView {
  readonly partitions: () => readonly PartitionState[];
  readonly lanes: Pick<Lanes, 'list'>;
}

/** Gauges of what the engine holds now: groups, lag and queues. */
export function addStateGauges(telemetry: Telemetry, { partitions, lanes }: StateView): void {
  const sum = (state: 'open' | 'closed') => () => [
    { labels: {}, value: lanes.list().reduce((total, lane) => total + lane.groups()[state], 0) },
  ];
  telemetry.gauge({ name: 'open_groups', help: 'Groups that wait for logs.' }, sum('open'));
  telemetry.gauge({ name: 'closed_groups', help: 'Groups that a late log would revise.' }, sum('closed'));
  addPartitionGauges(telemetry, partitions);
}
