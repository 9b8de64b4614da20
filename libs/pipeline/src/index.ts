export * from './record-consumer.js';
export * from './record-log.js';
export * from './record-producer.js';
export * from './source-record.js';
