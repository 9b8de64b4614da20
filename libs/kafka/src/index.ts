export type { KafkaLog, KafkaSasl, KafkaSettings, KafkaTls } from './kafka-settings.js';
export { COMPRESSIONS } from './record-codecs.js';
export type { Compression } from './record-codecs.js';
export { createRecordConsumer } from './record-consumer.js';
export { createRecordLogAdmin } from './record-log-admin.js';
export { createRecordProducer } from './record-producer.js';
export type { RecordProducerOptions } from './record-producer.js';
export { createRecordReader } from './record-reader.js';
