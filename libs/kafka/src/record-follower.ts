import { setTimeout as wait } from 'node:timers/promises';
import { Admin, findErrorBy } from '@platformatic/kafka';
import { resultUnlessAborted } from '@millrace/pipeline';
import type { RecordFollower } from '@millrace/pipeline';
import { isPassingFetchError } from './fetch-partitions.js';
import { followLeader } from './follow-leader.js';
import type { Following, Leader } from './follow-leader.js';
import type { KafkaSettings } from './kafka-settings.js';
import { describeTopic, partitionRanges } from './log-queries.js';
import { platformaticOptions } from './platformatic-client.js';
import { createAccessCheck } from './verify-access.js';

/** Between attempts to find the leaders again, ms. */
const RECOVERY_WAIT_MS = 250;
/** Between looks at whether a topic has more partitions now, ms. */
const METADATA_REFRESH_MS = 5_000;

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
        if (!failure) {
          settings.log?.('info', 'follow_partitions_changed', { topic });
          continue;
        }
        settings.log?.('warn', 'follow_interrupted', { topic, error: failure });
        await wait(RECOVERY_WAIT_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    async close() {
      await Promise.all([...admins].map((admin) => admin.close()));
    },
  };
}

/**
 * Fetches from all leaders until the topic has other partitions, or until one fetch fails with what may pass, which is
 * returned; rejects with all else. Nothing is being handed over any more by then.
 */
async function followLeaders(admin: Admin, following: Following): Promise<Error | undefined> {
  const stopped = new AbortController();
  const stop = AbortSignal.any([following.signal, stopped.signal]);
  let running: readonly Promise<void>[] = [];
  try {
    const { leaders, partitions } = await locateLeaders(admin, following);
    await settlePositions(admin, following);
    running = [
      ...leaders.map((leader) => followLeader(leader, following, stop)),
      untilChanged(admin, { ...following, partitions }, stop),
    ];
    await Promise.race(running);
    return undefined;
  } catch (error) {
    if (error instanceof Error && (isPassing(error) || following.signal.aborted)) return error;
    throw error;
  } finally {
    stopped.abort();
    await Promise.allSettled(running);
  }
}

/** Resolves once the topic is another one or has other partitions: what that means is decided by who looks next. */
async function untilChanged(
  admin: Admin,
  { topic, topicId, partitions }: Following & { readonly partitions: number },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await wait(METADATA_REFRESH_MS, undefined, { signal }).catch(() => undefined);
    // A look that fails says nothing: the fetches tell when the brokers are away.
    const looking = describeTopic(admin, topic).catch(() => undefined);
    const described = await resultUnlessAborted(looking, signal);
    if (described && (described.id !== topicId || described.partitions.length !== partitions)) return;
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

async function locateLeaders(
  admin: Admin,
  { topic, topicId }: Following,
): Promise<{ readonly leaders: readonly Leader[]; readonly partitions: number }> {
  const described = await describeTopic(admin, topic);
  if (described?.id !== topicId) throw new Error(`following ${topic}: it is gone, or was made anew`);
  const byBroker = new Map<number, number[]>();
  described.partitions.forEach(({ leader }, partition) => {
    byBroker.set(leader, [...(byBroker.get(leader) ?? []), partition]);
  });
  const connections = await admin.connectToBrokers([...byBroker.keys()]);
  const leaders = [...byBroker].map(([broker, partitions]) => {
    const connection = connections.get(broker);
    if (!connection) throw new LeaderlessError(`following ${topic}: broker ${broker} is not reachable`);
    return { connection, partitions };
  });
  return { leaders, partitions: described.partitions.length };
}

/**
 * Moves positions that retention passed to the start of the log; the next stretch begins there. A log that ends before
 * its position has lost what was read already, so that its offsets do not mean the same any more.
 */
async function settlePositions(admin: Admin, { topic, next }: Following): Promise<void> {
  for (const { partition, low, high } of await partitionRanges(admin, topic)) {
    const at = next[partition] ?? 0;
    if (at > high)
      throw new Error(
        `following ${topic}[${partition}]@${at}: the log ends at ${high}: it was cut, or the topic was made anew`,
      );
    next[partition] = Math.max(at, low);
  }
}
