import { Admin } from '@platformatic/kafka';
import type { Connection } from '@platformatic/kafka';
import type { RecordReader } from '@millrace/pipeline';
import { fetchPartitions, isPassingFetchError } from './fetch-partitions.js';
import type { FetchPace } from './fetch-partitions.js';
import type { KafkaSettings } from './kafka-settings.js';
import { describeTopic, logStartOf } from './log-queries.js';
import { platformaticOptions } from './platformatic-client.js';
import { recordsOfBatches } from './fetched-batches.js';
import { createAccessCheck } from './verify-access.js';

/** A reader holds one fetch at a time, and the next is made when the caller asks for it. */
const PACE: FetchPace = { maxWaitMs: 100, maxBytes: 1024 * 1024, maxBytesPerPartition: 1024 * 1024 };
/** Moves of the leader, or of the start of the log, in a row before a read gives up. */
const MAX_RECOVERIES = 5;

type Range = Parameters<RecordReader['read']>[0];

/**
 * Reads stretches of partitions by position, outside any group; records of aborted transactions are left out. A read
 * begins at the start of the log where that is later, and ends at the end of the log where that is sooner. Rejects for
 * a topic that does not exist, or that is recreated while it is read, and with `KafkaAccessError` when the brokers do not let
 * the client in. Connects with the first read.
 */
export function createRecordReader(settings: KafkaSettings): RecordReader {
  const admin = new Admin(platformaticOptions(settings));
  const verified = createAccessCheck(settings);
  return {
    async *read(range, signal) {
      await verified();
      yield* readRange(admin, range, signal);
    },
    close: () => admin.close(),
  };
}

async function* readRange(admin: Admin, range: Range, signal: AbortSignal) {
  let at = Math.max(range.from, await logStartOf(admin, range));
  let source = await locate(admin, range);
  for (let recoveries = 0; at < range.to && !signal.aborted;) {
    const place = [{ partition: range.partition, offset: at }];
    const fetched = await fetchPartitions(source, place, PACE).catch((error: unknown) => error as Error);
    if (fetched instanceof Error) {
      recoveries += 1;
      if (recoveries > MAX_RECOVERIES || !isPassingFetchError(fetched)) throw fetched;
      at = Math.max(at, await logStartOf(admin, range));
      source = await locate(admin, range);
      continue;
    }
    recoveries = 0;
    const { records, next } = recordsOfBatches(range, fetched[0]);
    const wanted = records.filter(({ offset }) => offset >= at && offset < range.to);
    if (wanted.length > 0) yield wanted;
    if (next <= at) return;
    at = next;
  }
}

interface Source {
  readonly connection: Connection;
  readonly topicId: string;
}

async function locate(admin: Admin, { topic, partition }: Range): Promise<Source> {
  const described = await describeTopic(admin, topic);
  const leader = described?.partitions[partition]?.leader;
  const connection = leader === undefined ? undefined : (await admin.connectToBrokers([leader])).get(leader);
  if (!described || !connection) throw new Error(`reading ${topic}[${partition}]: no broker leads it`);
  return { connection, topicId: described.id };
}
