import type { RecordLogAdmin } from '@millrace/pipeline';
import type { ReadinessCheck } from '../health.js';

/** Ready while Kafka answers and has the topic. */
export function topicCheck(admin: Pick<RecordLogAdmin, 'topicId'>, topic: string): ReadinessCheck {
  return {
    name: 'kafka',
    async check() {
      const id = await admin.topicId(topic);
      return id === undefined ? `there is no topic ${topic}` : undefined;
    },
  };
}
