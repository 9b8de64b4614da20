import { resultUnlessAborted } from '@millrace/pipeline';
import type { RecordFollower, RecordLogAdmin } from '@millrace/pipeline';
import { startRepeatingJob } from '@millrace/resilience';
import { systemClock } from '@millrace/runtime';
import type { Logger, Telemetry } from '@millrace/runtime';
import { createCursorCodec, createKeyRing } from '@millrace/tail-cursor';
import type { StoredKeys } from '@millrace/tail-cursor';
import type { PipelineNames } from '../pipeline-names.js';
import { createClockDifference } from './clock-difference.js';
import { addCompletenessAge } from './completeness-age.js';
import type { CompletenessWatch } from './completeness-watch.js';
import { followWatermarks } from './follow-watermarks.js';
import { createIndexProgress } from './index-progress.js';
import { lookAtEnds } from './look-at-ends.js';
import { createReadCompleteness } from './read-completeness.js';

/** What completeness is known from. */
export interface CompletenessParts {
  readonly admin: RecordLogAdmin;
  readonly follower: RecordFollower;
  readonly signingKeys: StoredKeys;
  readonly names: Pick<PipelineNames, 'logs' | 'parked' | 'watermarks'>;
  readonly withinMs: number;
  readonly logger: Logger;
  /** Gets the metric of how far the index is behind. */
  readonly telemetry: Pick<Telemetry, 'gauge'>;
  /** This clock; a test's may be wrong. */
  readonly now: () => number;
}

/** A watch that looks. */
export interface RunningCompleteness extends CompletenessWatch {
  stop(): Promise<void>;
}

/** Between looks at the ends of the topics; each is a handful of requests of some hundred bytes. */
const LOOK_EVERY_MS = 1_000;
/** Between tries to follow the watermarks, when that ended. */
const FOLLOW_AGAIN_MS = 1_000;
/** The key of a day is made an hour before it begins. */
const KEYS_EVERY_MS = 60_000;

/**
 * Follows the watermarks and the ends of what they are about, in the background; outlasts servers that are away. Rejects
 * when the keys for cursors cannot be read to begin with.
 */
export async function startCompleteness(parts: CompletenessParts): Promise<RunningCompleteness> {
  const { admin, follower, names, logger, now } = parts;
  const progress = createIndexProgress();
  const clocks = createClockDifference();
  const keys = createKeyRing(parts.signingKeys, now);
  await keys.refresh();
  let caughtUp = false;
  const onCaughtUp = () => void (caughtUp = true);
  const following = { admin, follower, topic: names.watermarks, progress, clocks, onCaughtUp, now };
  const topics = [names.logs.topic, names.parked.topic];
  const job = (intervalMs: number, event: string, run: (signal: AbortSignal) => Promise<void>) =>
    startRepeatingJob({
      // Questions to Kafka end late where it does not answer.
      run: (signal) => resultUnlessAborted(run(signal), signal),
      ...{ intervalMs, clock: systemClock },
      onFailed: (error) => logger.warn(event, { error }),
    });
  const jobs = [
    job(FOLLOW_AGAIN_MS, 'watermarks-unread', (signal) => followWatermarks(following, signal)),
    job(LOOK_EVERY_MS, 'ends-unread', () => lookAtEnds({ admin, topics, progress, now })),
    job(KEYS_EVERY_MS, 'cursor-keys-unread', () => keys.refresh()),
  ];
  const ports = { progress, clocks, logs: names.logs.topic, isCaughtUp: () => caughtUp, now };
  addCompletenessAge(parts.telemetry, ports);
  const codec = createCursorCodec(keys);
  return {
    read: createReadCompleteness({ ...ports, codec, parked: names.parked.topic, withinMs: parts.withinMs }),
    async stop() {
      await Promise.all(jobs.map((each) => each.stop()));
    },
  };
}
