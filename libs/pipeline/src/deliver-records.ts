import { retryDelayMs } from '@millrace/resilience';
import type { Clock, RetryBounds } from '@millrace/resilience';
import { ProduceError, ProducerBusyError } from './record-producer.js';
import type { OutboundRecord, RecordProducer } from './record-producer.js';

/** Writes records and resolves once every one is acknowledged. Rejects only with the signal's reason. */
export type DeliverRecords = (records: readonly OutboundRecord[], signal: AbortSignal) => Promise<void>;

/** What delivery needs. */
export interface DeliverRecordsOptions {
  readonly producer: Pick<RecordProducer, 'send'>;
  readonly clock: Clock;
  readonly retry: RetryBounds;
  readonly onRetried: (error: Error) => void;
}

/** Records of one call to the producer, so that a batch larger than the producer's buffer still gets through. */
const MAX_RECORDS = 500;
const MAX_BYTES = 1_000_000;

/**
 * Tries until the broker has acknowledged: a record that is acknowledged nowhere has no outcome. A try that failed half way writes some records twice, which readers of both topics recognise.
 */
export function createDeliverRecords({
  producer,
  clock,
  retry,
  onRetried,
}: DeliverRecordsOptions): DeliverRecords {
  const deliver = async (records: readonly OutboundRecord[], signal: AbortSignal): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      try {
        await producer.send(records);
        return;
      } catch (error) {
        if (!(error instanceof ProducerBusyError) && !(error instanceof ProduceError)) throw error;
        onRetried(error);
        const retryAfterMs = error instanceof ProducerBusyError ? error.retryAfterMs : 0;
        await clock.wait(retryDelayMs(attempt, retry, { random: clock.random(), retryAfterMs }), signal);
      }
    }
  };
  return async (records, signal) => {
    for (const chunk of chunks(records)) await deliver(chunk, signal);
  };
}

function chunks(records: readonly OutboundRecord[]): readonly OutboundRecord[][] {
  const all: OutboundRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const last = all.at(-1);
    const size = record.value?.length ?? 0;
    if (last === undefined || last.length >= MAX_RECORDS || bytes + size > MAX_BYTES) {
      all.push([record]);
      bytes = size;
    } else {
      last.push(record);
      bytes += size;
    }
  }
  return all;
}
