import { createRecordLogAdmin, createRecordReader } from '@millrace/kafka';
import { readTopic } from '@millrace/pipeline';
import { LOG_HEADER, TOPICS } from '@millrace/schemas';
import { kafkaOf } from '../harness/count-ends.js';
import type { Stack } from '../harness/stack.js';

/** Where a log stands in `logs`; of one that stands there twice, where it came first. */
export interface LogPlace {
  readonly partition: number;
  readonly offset: number;
  readonly appendedAtMs: number;
}

const DEADLINE_MS = 120_000;

/** Where every log of the stack's tenant stands, by event id, read by a client of its own. */
export async function logPlaces({ servers, tenant }: Stack): Promise<ReadonlyMap<string, LogPlace>> {
  const kafka = kafkaOf({ servers });
  const admin = createRecordLogAdmin(kafka);
  const reader = createRecordReader(kafka);
  const places = new Map<string, LogPlace>();
  try {
    const batches = readTopic({ admin, reader }, TOPICS.logs.name, AbortSignal.timeout(DEADLINE_MS));
    for await (const batch of batches)
      for (const { partition, offset, timestampMs, value, headers } of batch) {
        if (headers[LOG_HEADER.tenant]?.toString() !== tenant) continue;
        const document = JSON.parse(value?.toString() ?? '{}') as Record<string, unknown>;
        const id = String(document['event.id']);
        if (!places.has(id)) places.set(id, { partition, offset, appendedAtMs: timestampMs });
      }
  } finally {
    await Promise.all([reader.close(), admin.close()]);
  }
  return places;
}
