import type { TopicPartition } from '@millrace/pipeline';

/** Name of a lane, under which its groups are kept. */
export function laneName({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
