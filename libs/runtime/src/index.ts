export * from './config/config-error.js';
export * from './config/elasticsearch-settings.js';
export * from './config/http-settings.js';
export * from './config/kafka-settings.js';
export * from './config/load-config.js';
export * from './config/mongo-settings.js';
export * from './config/read-pem.js';
export * from './config/service-settings.js';
export {
  booleanSetting,
  choiceSetting,
  integerSetting,
  listSetting,
  optionalChoiceSetting,
  optionalTextSetting,
  requiredTextSetting,
  textSetting,
} from './config/setting.js';
export type { SettingFacts } from './config/setting.js';
export * from './health.js';
export * from './logger.js';
export * from './mask-secrets.js';
export { brokenLedgers } from './partitions/broken-ledgers.js';
export { addPartitionGauges } from './partitions/partition-gauges.js';
export { topicCheck } from './partitions/topic-check.js';
export * from './service/service-node-flags.js';
export { openTogether } from './service/open-together.js';
export * from './service/run-service.js';
export type { RunningService } from './service/supervise-service.js';
export { systemClock } from './system-clock.js';
export * from './telemetry/define-events.js';
export * from './telemetry/telemetry.js';
