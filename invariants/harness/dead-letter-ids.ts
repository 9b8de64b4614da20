import { decodeDeadLetter } from '@millrace/dead-letter';
import { createRecordLogAdmin, createRecordReader, type KafkaSettings } from '@millrace/kafka';
import { readTopic } from '@millrace/pipeline';
import { TOPICS } from '@millrace/schemas';

/** A dead letter of a tenant: which one it is, and the `event.id` its bytes still name. */
export interface FoundLetter {
  readonly identity: string;
  readonly eventId: string | undefined;
  readonly code: string;
}

const DEADLINE_MS = 120_000;

/** Every dead letter of a tenant, read from the topic itself. */
export async function* deadLetters(
  kafka: KafkaSettings,
  tenant: string,
): AsyncGenerator<FoundLetter, void, undefined> {
  const admin = createRecordLogAdmin(kafka);
  const reader = createRecordReader(kafka);
  try {
    const batches = readTopic({ admin, reader }, TOPICS.deadLetters.name, AbortSignal.timeout(DEADLINE_MS));
    for await (const records of batches) {
      for (const record of records) {
        const decoded = decodeDeadLetter(record);
        if (!('letter' in decoded)) throw new Error(`reading dead letters: bad header ${decoded.bad}`);
        const { id, envelope, value } = decoded.letter;
        if (envelope.tenant !== tenant) continue;
        yield { identity: id, eventId: eventIdIn(value), code: envelope.code };
      }
    }
  } finally {
    await Promise.all([admin.close(), reader.close()]);
  }
}

function eventIdIn(value: Buffer | null): string | undefined {
  const match = /"event\.id":"([^"]+)"/.exec(value?.toString('utf8') ?? '');
  return match?.[1];
}
