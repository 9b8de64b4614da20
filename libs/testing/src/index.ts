export { createInMemoryLog } from './in-memory-log.js';
export type { InMemoryLog } from './in-memory-log.js';
export { kafkaJarDirectory, startLocalKafka } from './local-kafka.js';
export type { LocalKafka } from './local-kafka.js';
export { recordLogContract } from './record-log-contract.js';
export type { RecordLogHarness } from './record-log-harness.js';
export { uniqueName } from './unique-name.js';
export { waitFor } from './wait-for.js';
