import type { PartitionState, RecordConsumer } from '@millrace/pipeline';
import type { Wait } from '../retry.js';
import type { IngestEvents } from '../telemetry.js';

/** What the source of raw records needs. */
export interface RawSourceDeps {
  /** Raw topics to read now, sorted. */
  readonly findTopics: () => Promise<readonly string[]>;
  /** A consumer of these topics that was not started yet. */
  readonly createConsumer: (topics: readonly string[]) => RecordConsumer;
  readonly events: IngestEvents;
  readonly wait: Wait;
  readonly discoveryIntervalMs: number;
  /** Time for records in flight when the set of topics changes, ms. */
  readonly drainTimeoutMs: number;
}

/** Reads raw topics, those of new tenants too. */
export interface RawSource {
  partitions(): readonly PartitionState[];
  /** Fetches nothing until `resume`, from topics that come meanwhile neither. */
  pause(): void;
  resume(): void;
  /** Stops looking for topics, drains the consumer within the deadline and leaves the group. */
  stop(drainTimeoutMs: number): Promise<void>;
  /** Rejects with what a consumer could not survive; resolves after `stop`. */
  readonly closed: Promise<void>;
}

/**
 * Starts to read. Consumers are members of a group with a fixed list of topics, so another list means another
 * consumer: the old one drains, commits and leaves first. Failing to look for topics or to join is reported and tried
 * again at the next interval.
 */
export function startRawSource(deps: RawSourceDeps): RawSource {
  const stopping = new AbortController();
  const failed = Promise.withResolvers<never>();
  let current: { readonly topics: readonly string[]; readonly consumer: RecordConsumer } | undefined;

  let isPaused = false;

  const replace = async (topics: readonly string[]): Promise<void> => {
    await current?.consumer.stop(deps.drainTimeoutMs);
    current = undefined;
    deps.events.rawTopicsChanged(topics);
    if (topics.length === 0) return;
    const consumer = deps.createConsumer(topics);
    if (isPaused) consumer.pause();
    consumer.closed.catch(failed.reject);
    await consumer.start(stopping.signal);
    current = { topics, consumer };
  };
  const look = async (): Promise<void> => {
    try {
      const topics = await deps.findTopics();
      if (topics.join('\n') !== (current?.topics ?? []).join('\n')) await replace(topics);
    } catch (error) {
      if (!stopping.signal.aborted) deps.events.rawSourceFailed(error);
    }
  };
  const watching = watch(look, deps, stopping.signal);

  return {
    partitions: () => current?.consumer.partitions() ?? [],
    pause() {
      isPaused = true;
      current?.consumer.pause();
    },
    resume() {
      isPaused = false;
      current?.consumer.resume();
    },
    stop: async (drainTimeoutMs) => {
      stopping.abort(new Error('stopping the source of raw records'));
      await watching;
      await current?.consumer.stop(drainTimeoutMs);
    },
    closed: Promise.race([watching, failed.promise]),
  };
}

async function watch(look: () => Promise<void>, deps: RawSourceDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look();
    await deps.wait(deps.discoveryIntervalMs, signal).catch(() => undefined);
  }
}
