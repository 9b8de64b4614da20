import type { GroupingRule } from '@millrace/correlation';
import type { CorrelationStore } from '@millrace/mongo';
import type { TopicPartition } from '@millrace/pipeline';
import type { Clock } from '@millrace/resilience';
import type { CorrelationGroup } from '@millrace/schemas';
import type { EngineTelemetry } from '../telemetry.js';
import { laneName } from './lane-name.js';
import { openPartitionLane } from './partition-lane.js';
import type { LanePorts, PartitionLane } from './partition-lane.js';

/** What opening lanes needs. */
export interface OpeningPorts {
  readonly rule: GroupingRule;
  readonly store: CorrelationStore;
  /** Writes revisions to `correlations`; rejects when the signal aborts. */
  readonly tell: (groups: readonly CorrelationGroup[], signal: AbortSignal) => Promise<void>;
  readonly onCut: LanePorts['onCut'];
  readonly clock: Clock;
  readonly telemetry: EngineTelemetry;
}

/** Takes lanes over from whoever had them, with what is kept of them. They tell nothing once the signal aborts. */
export async function openLanes(
  ports: OpeningPorts,
  partitions: readonly TopicPartition[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PartitionLane>> {
  const own = lanePorts(ports, signal);
  const opened = partitions.map(async ({ topic, partition }) => {
    signal.throwIfAborted();
    const name = laneName({ topic, partition });
    const manifest = await ports.store.claim(name);
    const groups = await ports.store.load(name);
    const lane = openPartitionLane({ name, topic, partition, manifest, groups }, own);
    const { epoch, offset, outbox } = manifest;
    const { open, closed } = lane.groups();
    const fields = { lane: name, epoch, offset, groups: open + closed, untold: outbox.length };
    ports.telemetry.events['lane-opened']({}, { fields });
    return [name, lane] as const;
  });
  return new Map(await Promise.all(opened));
}

function lanePorts(ports: OpeningPorts, signal: AbortSignal): LanePorts {
  const { store, rule, telemetry, clock, onCut } = ports;
  const { events } = telemetry;
  return {
    ...{ rule, onCut },
    store: {
      clearOutbox: store.clearOutbox,
      async save(lane, save) {
        const startedMs = clock.now();
        const saved = await store.save(lane, save);
        if (saved) telemetry.saved({ groups: save.changes.size, durationMs: clock.now() - startedMs });
        return saved;
      },
    },
    async tell(groups) {
      try {
        await ports.tell(groups, signal);
      } catch (error) {
        if (signal.aborted) return false;
        throw error;
      }
      for (const { status } of groups) events['revision-told']({ status });
      return true;
    },
    onSaveFailed: (error) => events['save-failed']({}, { fields: { error } }),
    onOutboxUncleared: (error) => events['outbox-uncleared']({}, { fields: { error } }),
    onLost: (lane) => events['lane-lost']({}, { fields: { lane } }),
  };
}
