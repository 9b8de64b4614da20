import { createInMemoryLog } from './in-memory-log.js';
import type { RecordLogHarness } from './record-log-harness.js';

/** An in-memory log with the levers of the record log's contract. */
export function createInMemoryHarness(): RecordLogHarness {
  const log = createInMemoryLog();
  return {
    ...log,
    patienceMs: 5_000,
    deleteRecords: async (topic, partition, before) => log.deleteRecords(topic, partition, before),
    deleteTopic: async (topic) => log.deleteTopic(topic),
    appendControl: async (topic) => log.appendControl(topic, 0, 1),
    commitRaw: async (groupId, topic, partition, entry) => log.commitRaw(groupId, topic, partition, entry),
    close: async () => undefined,
  };
}
