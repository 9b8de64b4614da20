import { setTimeout as wait } from 'node:timers/promises';
import { Admin, findErrorBy } from '@platformatic/kafka';
import type { Connection } from '@platformatic/kafka';
import type { FollowedStretch, RecordFollower } from '@millrace/pipeline';
import { fetchPartitions, isPassingFetchError } from './fetch-partitions.js';
import type { FetchPace, WantedPartition } from './fetch-partitions.js';
import { recordsOfBatches } from './fetched-batches.js';
import type { KafkaSettings } from './kafka-settings.js';
import { describeTopic, partitionRanges } from './log-queries.js';
import { platformaticOptions } from './platformatic-client.js';
import { createAccessCheck } from './verify-access.js';

/** A fetch returns with the first record, so that the wait costs no latency and spares an idle broker. */
const PACE: FetchPace = { maxWaitMs: 500, maxBytes: 4 * 1024 * 1024, maxBytesPerPartition: 1024 * 1024 };
/** Between attempts to find the leaders again, ms. */
const RECOVERY_WAIT_MS = 250;

/** Follows topics by position; see `RecordFollower`. Connects with the first topic. */
export function createRecordFollower(settings: KafkaSettings): RecordFollower {
  const verified = createAccessCheck(settings);
  const admins = new Set<Admin>();
  return {
    async follow({ topic, topicId, from }, take, signal) {
      await verified();
      // Connections of its own: a broker answers one connection in order, and a fetch may wait half a second.
      const admin = new Admin(platformaticOptions(settings));
      admins.add(admin);
      const next = [...from];
      const isOver = () => signal.aborted;
      while (!isOver()) {
        const failure = await followLeaders(admin, { topic, topicId, next, take, signal });
        if (isOver()) return;
        settings.log?.('warn', 'follow_interrupted', { topic, error: failure });
        await wait(RECOVERY_WAIT_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    async close() {
      await Promise.all([...admins].map((admin) => admin.close()));
    },
  };
}

interface Following {
  readonly topic: string;
  readonly topicId: string;
  /** Next offset of every partition; moves on. */
  readonly next: number[];
  readonly take: (stretch: FollowedStretch) => void;
  readonly signal: AbortSignal;
}

/** Fetches from all leaders until one fetch fails with what may pass, which is returned; rejects with all else. */
async function followLeaders(admin: Admin, following: Following): Promise<Error> {
  const stopped = new AbortController();
  const stop = AbortSignal.any([following.signal, stopped.signal]);
  try {
    const leaders = await locateLeaders(admin, following);
    await skipExpired(admin, following);
    const loops = leaders.map((leader) => followLeader(leader, following, stop));
    await Promise.all(loops);
    return new Error('following a topic: stopped');
  } catch (error) {
    if (error instanceof Error && (isPassing(error) || following.signal.aborted)) return error;
    throw error;
  } finally {
    stopped.abort();
  }
}

/** What a topic that is still there may answer while its brokers come and go; whether it is, the next look tells. */
const PASSING_ERRORS = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'KAFKA_STORAGE_ERROR',
  'OFFSET_NOT_AVAILABLE',
  'UNKNOWN_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'REQUEST_TIMED_OUT',
];

/** A partition has no leader now, or one that does not answer. */
class LeaderlessError extends Error {
  override readonly name = 'LeaderlessError';
}

function isPassing(error: Error): boolean {
  if (error instanceof LeaderlessError || isPassingFetchError(error)) return true;
  return PASSING_ERRORS.some((apiId) => findErrorBy(error, 'apiId', apiId) !== null);
}

interface Leader {
  readonly connection: Connection;
  readonly partitions: readonly number[];
}

async function locateLeaders(admin: Admin, { topic, topicId }: Following): Promise<readonly Leader[]> {
  const described = await describeTopic(admin, topic);
  if (described?.id !== topicId) throw new Error(`following ${topic}: it is gone, or was made anew`);
  const byBroker = new Map<number, number[]>();
  described.partitions.forEach(({ leader }, partition) => {
    byBroker.set(leader, [...(byBroker.get(leader) ?? []), partition]);
  });
  const connections = await admin.connectToBrokers([...byBroker.keys()]);
  return [...byBroker].map(([broker, partitions]) => {
    const connection = connections.get(broker);
    if (!connection) throw new LeaderlessError(`following ${topic}: broker ${broker} is not reachable`);
    return { connection, partitions };
  });
}

/** Moves positions that retention passed to the start of the log; the next stretch begins there. */
async function skipExpired(admin: Admin, { topic, next }: Following): Promise<void> {
  for (const { partition, low } of await partitionRanges(admin, topic)) {
    next[partition] = Math.max(next[partition] ?? 0, low);
  }
}

async function followLeader(
  { connection, partitions }: Leader,
  { topic, topicId, next, take }: Following,
  signal: AbortSignal,
): Promise<void> {
  // The partition that was first goes last, so that a busy one does not keep the others from their share of a fetch.
  let order = [...partitions];
  const isOver = () => signal.aborted;
  while (!isOver()) {
    const wanted = order.map((partition): WantedPartition => ({ partition, offset: next[partition] ?? 0 }));
    for (const fetched of await fetchPartitions({ connection, topicId }, wanted, PACE)) {
      const partition = fetched.partitionIndex;
      const from = next[partition] ?? 0;
      const found = recordsOfBatches({ topic, partition }, fetched);
      if (found.next <= from || isOver()) continue;
      next[partition] = found.next;
      const records = found.records.filter(({ offset }) => offset >= from);
      take({ partition, from, next: found.next, end: Number(fetched.highWatermark), records });
    }
    order = [...order.slice(1), ...order.slice(0, 1)];
  }
}
