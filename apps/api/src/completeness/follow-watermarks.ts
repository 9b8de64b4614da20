import type { RecordFollower, RecordLogAdmin } from '@millrace/pipeline';
import { decodeWatermark } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';
import type { ClockDifference } from './clock-difference.js';
import type { IndexProgress } from './index-progress.js';

/** What following works with. */
export interface FollowWatermarksPorts {
  readonly admin: Pick<RecordLogAdmin, 'ensureTopics' | 'topicId' | 'ranges'>;
  readonly follower: Pick<RecordFollower, 'follow'>;
  readonly topic: TopicDeclaration;
  readonly progress: IndexProgress;
  readonly clocks: ClockDifference;
  /** All that was said before was read. */
  readonly onCaughtUp: () => void;
  readonly now: () => number;
}

/** Reads all watermarks, and each new one as it comes, until `signal` aborts. Rejects as `RecordFollower` does. */
export async function followWatermarks(ports: FollowWatermarksPorts, signal: AbortSignal): Promise<void> {
  const { admin, follower, topic, progress, clocks, now } = ports;
  await admin.ensureTopics([topic]);
  const topicId = await admin.topicId(topic.name);
  if (topicId === undefined) throw new Error(`following ${topic.name}: the brokers do not know it yet`);
  const ranges = await admin.ranges(topic.name);
  const missing = new Map(
    ranges.filter(({ low, high }) => high > low).map((one) => [one.partition, one.high]),
  );
  if (missing.size === 0) ports.onCaughtUp();
  await follower.follow(
    { topic: topic.name, topicId, from: ranges.map(({ low }) => low) },
    ({ partition, next, records }) => {
      const receivedMs = now();
      const old = missing.get(partition) ?? 0;
      for (const record of records) {
        const mark = decodeWatermark(record);
        if (mark) progress.noteWatermark(mark);
        // What was there before shows when it was written, not whose clock is ahead.
        if (record.offset >= (ranges[partition]?.high ?? 0))
          clocks.note({ partition, appendedMs: record.timestampMs, receivedMs });
      }
      if (next >= old && missing.delete(partition) && missing.size === 0) ports.onCaughtUp();
    },
    signal,
  );
}
