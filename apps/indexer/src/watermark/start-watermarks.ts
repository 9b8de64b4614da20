import { startRepeatingJob } from '@millrace/resilience';
import type { RepeatingJob } from '@millrace/resilience';
import type { PartitionState } from '@millrace/pipeline';
import { systemClock } from '@millrace/runtime';
import { encodeWatermark } from '@millrace/schemas';
import type { IndexerStreams } from '../indexer-streams.js';
import type { Servers } from '../open-servers.js';
import type { ParkedIndices } from '../parking/parked-indices.js';
import type { IndexerTelemetry } from '../telemetry.js';
import type { SearchableProgress } from './searchable-progress.js';
import { createWatermarkCycle } from './watermark-cycle.js';

/** What watermarks are published from. */
export interface WatermarkParts {
  readonly servers: Pick<Servers, 'indexAdmin' | 'recordLog' | 'producer'>;
  readonly streams: IndexerStreams;
  readonly telemetry: IndexerTelemetry;
  readonly progress: SearchableProgress;
  readonly parked: Pick<ParkedIndices, 'list'>;
  /** Of `logs` and `logs.parked`. */
  readonly partitions: () => readonly PartitionState[];
  readonly intervalMs: number;
}

/** Makes what was written findable, and says how far that goes, at an interval; a cycle that fails is made up for. */
export function startWatermarks(parts: WatermarkParts): RepeatingJob {
  const { servers, streams, telemetry, progress, partitions } = parts;
  const cycle = createWatermarkCycle({
    ...{ ...progress, partitions },
    refusing: () => parts.parked.list().map(({ index }) => index),
    refresh: (indices, signal) => servers.indexAdmin.refresh(indices, signal),
    topicId: (topic) => servers.recordLog.topicId(topic),
    publish: (marks) =>
      servers.producer.send(
        marks.map(({ watermark, ...partition }) => ({
          topic: streams.watermarks.name,
          ...encodeWatermark(partition, watermark),
          headers: {},
        })),
      ),
    now: () => systemClock.now(),
  });
  return startRepeatingJob({
    run: cycle,
    intervalMs: parts.intervalMs,
    clock: systemClock,
    onFailed: (error) => telemetry.events['watermark-held']({}, { fields: { error } }),
  });
}
