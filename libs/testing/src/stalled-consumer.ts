import type { RecordConsumer } from '@millrace/pipeline';
import { allAs } from './record-log-harness.js';
import type { RecordLogScene } from './record-log-harness.js';

/** What a consumer with a lane so bounded holds at most: the lane's bound and one small record above it, bytes. */
export const STALLED_LANE_BYTES = 50_000;

/** A consumer whose processor does not answer until it is let go. */
export interface StalledConsumer {
  readonly consumer: RecordConsumer;
  /** Lets the processor accept everything from now on. */
  release(): void;
}

/** Consumes a topic of one partition that has more records than a small lane holds; resolves once it is paused. */
export async function stalledConsumer(scene: RecordLogScene, topic: string): Promise<StalledConsumer> {
  const gate = Promise.withResolvers<void>();
  const consumer = await scene.consume(
    topic,
    async (records) => {
      await gate.promise;
      return allAs(records, 'accepted');
    },
    { maxLaneBytes: STALLED_LANE_BYTES, maxBatchRecords: 10 },
  );
  await scene.until(() => consumer.partitions()[0]?.state === 'paused');
  return { consumer, release: gate.resolve };
}
