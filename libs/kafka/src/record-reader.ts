import { Admin, FetchIsolationLevels, fetchV13, findErrorBy } from '@platformatic/kafka';
import type { Connection } from '@platformatic/kafka';
import type { RecordReader } from '@millrace/pipeline';
import type { KafkaSettings } from './kafka-settings.js';
import { describeTopic, logStartOf } from './log-queries.js';
import { platformaticOptions } from './platformatic-client.js';
import { recordsOfBatches } from './fetched-batches.js';
import { createAccessCheck } from './verify-access.js';

/** Bytes and wait of one fetch; a reader holds one fetch at a time, and the next is made when the caller asks for it. */
const FETCH_BYTES = 1024 * 1024;
const FETCH_WAIT_MS = 100;
const MIN_BYTES = 1;
/** A fetch that stands alone, outside the broker's fetch sessions, so that reads side by side do not meet. */
const NO_SESSION = 0;
const NO_EPOCH = -1;
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
    const fetched = await fetchOnce(source, range.partition, at).catch((error: unknown) => error as Error);
    if (fetched instanceof Error) {
      recoveries += 1;
      if (recoveries > MAX_RECOVERIES || !isPassing(fetched)) throw fetched;
      at = Math.max(at, await logStartOf(admin, range));
      source = await locate(admin, range);
      continue;
    }
    recoveries = 0;
    const { records, next } = recordsOfBatches(range, fetched);
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

async function fetchOnce(
  source: Source,
  partition: number,
  from: number,
): Promise<fetchV13.FetchResponsePartition | undefined> {
  const wanted = {
    partition,
    currentLeaderEpoch: NO_EPOCH,
    fetchOffset: BigInt(from),
    lastFetchedEpoch: NO_EPOCH,
    partitionMaxBytes: FETCH_BYTES,
  };
  const topics = [{ topicId: source.topicId, partitions: [wanted] }];
  const { responses } = await fetchV13.api.async(
    source.connection,
    FETCH_WAIT_MS,
    MIN_BYTES,
    FETCH_BYTES,
    FetchIsolationLevels.READ_COMMITTED,
    NO_SESSION,
    NO_EPOCH,
    topics,
    [],
    '',
  );
  return responses[0]?.partitions[0];
}

/** Errors that pass when the leader and the start of the log are looked up again. */
function isPassing(error: Error): boolean {
  const passing = [
    'OFFSET_OUT_OF_RANGE',
    'NOT_LEADER_OR_FOLLOWER',
    'LEADER_NOT_AVAILABLE',
    'FENCED_LEADER_EPOCH',
  ];
  return (
    passing.some((apiId) => findErrorBy(error, 'apiId', apiId) !== null) ||
    findErrorBy(error, 'code', 'PLT_KFK_NETWORK') !== null
  );
}
