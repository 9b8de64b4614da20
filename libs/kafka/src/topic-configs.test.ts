import type { TopicDeclaration } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { topicConfigs, topicDrift } from './topic-configs.js';

const DECLARED: TopicDeclaration = {
  name: 'letters',
  partitions: 3,
  cleanup: 'compact,delete',
  retentionMs: 1_000,
  timestampType: 'LogAppendTime',
};

describe('topicConfigs', () => {
  it('names no retention for a topic that is only compacted', () => {
    const { retentionMs: _, ...compacted } = DECLARED;
    expect([...topicConfigs({ ...compacted, cleanup: 'compact' }).keys()]).not.toContain('retention.ms');
  });
});

describe('topicDrift', () => {
  it('is empty for a topic as declared, whatever the order of its policies', () => {
    const configs = new Map([
      ['cleanup.policy', 'delete,compact'],
      ['message.timestamp.type', 'LogAppendTime'],
      ['retention.ms', '1000'],
      ['segment.bytes', '5'],
    ]);
    expect(topicDrift(DECLARED, { partitions: 3, configs })).toEqual([]);
  });

  it('names each difference with what is there and what was declared', () => {
    const configs = new Map<string, string | null>([
      ['cleanup.policy', 'delete'],
      ['message.timestamp.type', null],
      ['retention.ms', '1000'],
    ]);
    expect(topicDrift(DECLARED, { partitions: 1, configs })).toEqual([
      'letters: has 1 partitions, declared 3',
      'letters: cleanup.policy is delete, declared compact,delete',
      'letters: message.timestamp.type is unset, declared LogAppendTime',
    ]);
  });
});
