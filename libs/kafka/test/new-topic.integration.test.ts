import { uniqueName, waitFor } from '@millrace/testing';
import { describe, expect, it } from 'vitest';
import { createRecordConsumer, createRecordLogAdmin } from '../src/index.js';
import { testSettings } from './kafka-harness.js';

describe('a topic the broker does not know yet', () => {
  it('is waited for: the consumer starts once it has become visible', async () => {
    const topic = uniqueName('late');
    const reported: string[] = [];
    const consumer = createRecordConsumer(
      { ...testSettings(), log: (_level, event) => reported.push(event) },
      {
        groupId: topic,
        topics: [topic],
        maxBatchRecords: 10,
        maxBatchBytes: 1_000,
        lingerMs: 1,
        maxInFlight: 1,
        maxLaneBytes: 1_000,
        commitIntervalMs: 50,
      },
      async (records) => records.map((record) => ({ record, outcome: 'accepted' })),
    );
    const admin = createRecordLogAdmin(testSettings());
    const starting = consumer.start(new AbortController().signal);
    try {
      await Promise.race([starting, waitFor(() => reported.includes('topics_awaited'))]);
      await admin.ensureTopics([
        {
          name: topic,
          partitions: 2,
          cleanup: 'delete',
          retentionMs: 3_600_000,
          timestampType: 'LogAppendTime',
        },
      ]);
      await starting;
      expect(consumer.partitions()).toHaveLength(2);
    } finally {
      await consumer.stop(1_000);
      await admin.close();
    }
  });
});
