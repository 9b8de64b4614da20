import type { RecordReader } from '@millrace/pipeline';
import type { KafkaSettings } from './kafka-settings.js';

/** Reads stretches of partitions by position, outside any group. Does no I/O before the first `read`. */
export function createRecordReader(settings: KafkaSettings): RecordReader {
  throw new Error(settings.clientId);
}
