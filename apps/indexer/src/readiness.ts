import type { PartitionState } from '@millrace/pipeline';
import { brokenLedgers, topicCheck } from '@millrace/runtime';
import type { Health } from '@millrace/runtime';
import type { Servers } from './open-servers.js';
import { describeParked } from './parking/describe-parked.js';
import type { ParkedIndices } from './parking/parked-indices.js';

/** What readiness looks at. */
export interface ReadinessView {
  readonly partitions: () => readonly PartitionState[];
  readonly parked: Pick<ParkedIndices, 'list'>;
  readonly servers: {
    readonly recordLog: Pick<Servers['recordLog'], 'topicId'>;
    readonly probe: Servers['probe'];
  };
  readonly logsTopic: string;
}

/**
 * Not ready while Kafka or Elasticsearch does not answer, or while the ledger of a partition is broken, which only an
 * operator mends. A parked index is named as degraded and is no reason: the logs of all others go on.
 */
export function addReadinessChecks(health: Health, view: ReadinessView): void {
  const { partitions, parked, servers, logsTopic } = view;
  health.addCheck(topicCheck(servers.recordLog, logsTopic));
  health.addCheck({ name: 'elasticsearch', check: (signal) => servers.probe.trouble(signal) });
  health.addCheck({ name: 'ledger', check: async () => brokenLedgers(partitions()) });
  health.addDegradedCheck({ name: 'parking', reasons: () => parked.list().map(describeParked) });
}
