import { CONSUMER_GROUPS, TOPICS } from '@millrace/schemas';
import { markdownTable } from './markdown-table.mjs';

/** Topics and the groups that read them, from `libs/schemas/src/topics.ts`. */
export function topicsPage() {
  const readers = (/** @type {string} */ topic) =>
    Object.values(CONSUMER_GROUPS)
      .filter((group) => group.topic === topic)
      .map((group) => `\`${group.groupId}\``)
      .join(', ');
  const rows = Object.values(TOPICS).map((topic) => [
    `\`${topic.name}\``,
    String(topic.partitions),
    topic.cleanup,
    topic.retentionMs === undefined ? 'none' : `${topic.retentionMs / 3_600_000} h`,
    topic.timestampType,
    readers(topic.name),
  ]);
  return `# Topics\n\n${markdownTable(['topic', 'partitions', 'cleanup', 'retention', 'time', 'consumer groups with a ledger'], rows)}\n`;
}
