import type { ProcessRecords, RecordConsumer, RecordConsumerOptions } from '@millrace/pipeline';
import type { KafkaSettings } from './kafka-settings.js';

/** A member of a consumer group whose commits carry a ledger. Does no I/O before `start`. */
export function createRecordConsumer(
  settings: KafkaSettings,
  options: RecordConsumerOptions,
  process: ProcessRecords,
): RecordConsumer {
  throw new Error(`${settings.clientId} ${options.groupId} ${process.name}`);
}
