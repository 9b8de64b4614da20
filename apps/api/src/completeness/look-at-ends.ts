import type { RecordLogAdmin } from '@millrace/pipeline';
import type { IndexProgress } from './index-progress.js';

/** What a look works with. */
export interface LookAtEndsPorts {
  readonly admin: Pick<RecordLogAdmin, 'ranges' | 'topicId'>;
  readonly topics: readonly string[];
  readonly progress: Pick<IndexProgress, 'noteLook'>;
  readonly now: () => number;
}

/** Notes where topics end. Rejects, with what was known still known, when Kafka does not answer. */
export async function lookAtEnds({ admin, topics, progress, now }: LookAtEndsPorts): Promise<void> {
  for (const topic of topics) {
    const askedAtMs = now();
    const ranges = await admin.ranges(topic);
    // After the ends: where a topic is made anew in between, no watermark of it reaches the old one's ends.
    const topicId = await admin.topicId(topic);
    if (topicId !== undefined) progress.noteLook(topic, { topicId, ranges, askedAtMs });
  }
}
