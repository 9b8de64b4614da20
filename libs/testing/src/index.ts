export { openAnswer, readEvents } from './event-stream.js';
export type { SeenEvent } from './event-stream.js';
export { handOver, sendHandedOver } from './hand-over.js';
export type { HandOver, HandOverPlace, HandOverTry } from './hand-over.js';
export { createInMemoryLog } from './in-memory-log.js';
export type { InMemoryLog } from './in-memory-log.js';
export { kafkaJarDirectory, startLocalKafka } from './local-kafka.js';
export type { LocalKafka } from './local-kafka.js';
export { pageScripts } from './page-scripts.js';
export { recordLogContract } from './record-log-contract.js';
export type { RecordLogHarness } from './record-log-harness.js';
export { GROUP_FIRST, groupRecord, sampleGroup } from './sample-group.js';
export { recordsIn } from './records-in.js';
export { scenarioOptions } from './scenario-options.js';
export { KAFKA_LOGIN, startSecuredKafka } from './secured-kafka.js';
export type { SecuredKafka } from './secured-kafka.js';
export { serverAddress } from './server-address.js';
export { FROM_SOURCES, spawnProgram } from './spawn-program.js';
export type { SpawnedProgram } from './spawn-program.js';
export { addPartitions, createTopics, deleteTopics, expireRecords } from './test-topics.js';
export {
  pidOfService,
  runProgram,
  STARTS_DATABASE,
  startMillrace,
  WORKSPACE_ROOT,
} from './start-millrace.js';
export type { ProgramOptions, ProgramResult, RunningMillrace, StartOptions } from './start-millrace.js';
export { uniqueName } from './unique-name.js';
export { waitFor } from './wait-for.js';
