import type { PartitionState } from '@millrace/pipeline';
import { brokenLedgers, topicCheck } from '@millrace/runtime';
import type { Health } from '@millrace/runtime';
import type { Lanes } from './lanes/lanes.js';
import type { Servers } from './open-servers.js';

/** What readiness looks at. */
export interface ReadinessView {
  readonly partitions: () => readonly PartitionState[];
  readonly lanes: Pick<Lanes, 'lost' | 'cuts'>;
  readonly servers: Pick<Servers, 'checkMongo'> & {
    readonly recordLog: Pick<Servers['recordLog'], 'topicId'>;
  };
  readonly logsTopic: string;
}

/**
 * Not ready while Kafka or MongoDB does not answer, while the ledger of a partition is broken, which only an operator
 * mends, or while another owner has a lane that is assigned here. Degraded while groups
 * are closed or forgotten early.
 */
export function addReadinessChecks(health: Health, view: ReadinessView): void {
  const { partitions, lanes, servers, logsTopic } = view;
  health.addCheck(topicCheck(servers.recordLog, logsTopic));
  health.addCheck({ name: 'mongodb', check: (signal) => servers.checkMongo(signal) });
  health.addCheck({ name: 'ledger', check: async () => brokenLedgers(partitions()) });
  health.addDegradedCheck({ name: 'groups', reasons: lanes.cuts });
  health.addCheck({
    name: 'lanes',
    async check() {
      const lost = lanes.lost();
      return lost.length === 0 ? undefined : `another owner has ${lost.join(', ')}`;
    },
  });
}
