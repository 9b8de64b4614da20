import { MAX_UNCOMMITTED_OFFSETS } from '@millrace/pipeline';
import { afterEach, expect, it } from 'vitest';
import { createInMemoryHarness } from './in-memory-harness.js';
import { allAs, createRecordLogScene, groupOf } from './record-log-harness.js';

const scene = createRecordLogScene({ ...createInMemoryHarness(), patienceMs: 30_000 });
afterEach(() => scene.end());

it('pauses a partition far ahead of a record without an outcome, and goes on once that has one', async () => {
  const topic = await scene.createTopic(1);
  const gate = Promise.withResolvers<void>();
  const consumer = await scene.consume(
    topic,
    async (records) => {
      if (records[0]?.offset === 0) await gate.promise;
      return allAs(records, 'accepted');
    },
    { maxBatchRecords: 10_000, maxBatchBytes: 10_000_000, maxLaneBytes: 50_000_000 },
  );
  const total = MAX_UNCOMMITTED_OFFSETS + 100_000;
  for (let sent = 0; sent < total; sent += 10_000) await scene.produce(topic, 10_000);
  const state = () => consumer.partitions()[0];
  await scene.until(() => state()?.state === 'paused' && state()?.queuedRecords === 0);
  expect(state()?.position).toBe(0);
  gate.resolve();
  await scene.untilCommitted(groupOf(topic), topic, total);
}, 60_000);
