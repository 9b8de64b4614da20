import { createInMemoryLog } from './in-memory-log.js';
import { recordLogContract } from './record-log-contract.js';

recordLogContract('the in-memory log', async () => {
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
});
