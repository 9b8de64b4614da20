import type { KafkaSettings } from '@millrace/kafka';
import { deadLetters } from './dead-letter-ids.js';
import type { Stack } from './stack.js';
import { storedLogs } from './stored-logs.js';

/** How the sent logs ended, counted one by one by their ids. */
export interface Ends {
  readonly sent: number;
  readonly indexedOnce: number;
  readonly deadLetteredOnce: number;
  readonly missing: readonly string[];
  /** More than one document, more than one letter, or both. */
  readonly doubled: readonly string[];
  /** Documents and letters of nothing that was sent. */
  readonly strangers: number;
}

/** Settings of the scenarios' own Kafka clients. */
export function kafkaOf(stack: Pick<Stack, 'servers'>): KafkaSettings {
  return { brokers: stack.servers.kafka.split(','), clientId: 'millrace-chaos' };
}

/** Looks every sent id up among the documents and the dead letters of the stack's tenant. */
export async function countEnds(stack: Stack, sent: Iterable<string>): Promise<Ends> {
  const documents = new Map<string, number>([...sent].map((id) => [id, 0]));
  const letters = new Map<string, Set<string>>();
  let strangers = 0;
  for await (const { eventId } of storedLogs(stack.servers.elasticsearch, stack.tenant)) {
    const known = documents.get(eventId);
    if (known === undefined) strangers++;
    else documents.set(eventId, known + 1);
  }
  for await (const { eventId, identity } of deadLetters(kafkaOf(stack), stack.tenant)) {
    if (eventId === undefined || !documents.has(eventId)) strangers++;
    else letters.set(eventId, (letters.get(eventId) ?? new Set()).add(identity));
  }
  const missing: string[] = [];
  const doubled: string[] = [];
  let indexedOnce = 0;
  for (const [id, stored] of documents) {
    const ends = stored + (letters.get(id)?.size ?? 0);
    if (ends === 0) missing.push(id);
    else if (ends > 1) doubled.push(id);
    else indexedOnce += stored;
  }
  const deadLetteredOnce = documents.size - missing.length - doubled.length - indexedOnce;
  return { sent: documents.size, indexedOnce, deadLetteredOnce, missing, doubled, strangers };
}
