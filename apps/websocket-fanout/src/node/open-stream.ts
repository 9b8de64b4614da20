import { setTimeout as wait } from 'node:timers/promises';
import type { RecordFollower, RecordLogAdmin, RecordReader } from '@millrace/pipeline';
import type { TailStream } from '@millrace/schemas';
import { createChannel } from '../channel.js';
import type { Channel } from '../channel.js';
import { refuseTooMany } from '@millrace/tail-cursor';
import type { CursorCodec } from '@millrace/tail-cursor';
import type { ReadDocument } from '../groups/read-document.js';
import { createIdWindow } from '../ring/id-window.js';
import { countOffsets, offsetsBetween } from '../ring/positions.js';
import { readEntry } from '../ring/read-entry.js';
import { readRecent } from '../ring/read-recent.js';
import { createRecordRing } from '../ring/record-ring.js';
import { createStream } from '../stream/stream.js';
import type { FanoutEvents } from '../telemetry.js';
import { createTakeStretch } from './take-stretch.js';

/** What a stream is opened from. */
export interface OpenStreamDeps {
  readonly admin: RecordLogAdmin;
  readonly reader: RecordReader;
  readonly follower: RecordFollower;
  readonly codec: CursorCodec;
  readonly events: FanoutEvents;
  readonly now: () => number;
  /** Numbers for filter groups, for all streams of a node. */
  readonly nextGroupNumber: () => number;
  /** Hands out what all streams have, and writes it to the connections. */
  readonly flush: () => void;
  /** Records came: the next flush has something to hand out. */
  readonly wake: () => void;
}

/** Which stream, and how much of it is kept. */
export interface StreamPlan {
  readonly name: TailStream;
  readonly read: ReadDocument;
  readonly topic: string;
  readonly ringBytes: number;
  readonly idWindow: number;
  /** Time that reading backwards may take, ms. */
  readonly fillMs: number;
}

/** A stream of a node, filled and ready to be followed. */
export interface OpenStream {
  readonly channel: Channel;
  /** Reads on until `signal` aborts. Rejects when the topic is gone, or was made anew. */
  follow(signal: AbortSignal): Promise<void>;
  /** Records written that were not read yet. */
  lag(): number;
  ringBytes(): number;
}

/** Bytes of one batch of rows; a larger row goes alone. */
const MAX_BATCH_BYTES = 65_536;
/** Records that one flush looks at, bytes: some milliseconds. */
const MAX_UNFLUSHED_BYTES = 1_048_576;
/** Different filters of a stream at a time; every record is tried with each of its tenant's. */
const MAX_GROUPS = 10_000;
const VISIBLE_WITHIN_MS = 15_000;
const VISIBLE_POLL_MS = 100;

/**
 * Reads the end of a topic backwards into a ring, so that clients can resume and doubles are known before the first
 * client is let in.
 */
export async function openStream(
  plan: StreamPlan,
  deps: OpenStreamDeps,
  signal: AbortSignal,
): Promise<OpenStream> {
  const { name, topic, ringBytes } = plan;
  const { admin, reader, events } = deps;
  const topicId = await topicIdOnceVisible(admin, topic, signal);
  const startedAt = deps.now();
  const ranges = await admin.ranges(topic);
  refuseTooMany(topic, ranges.length);
  const overdue = AbortSignal.timeout(plan.fillMs);
  const recent = await readRecent(reader, { topic, ranges, maxBytes: ringBytes, overdue }, signal);
  if (overdue.aborted) events['fill-overdue']({}, { fields: { stream: name, from: recent.from } });
  const ring = createRecordRing(ringBytes, recent.from);
  const seenBefore = createIdWindow(plan.idWindow);
  for (const record of recent.records) {
    const entry = readEntry(record, seenBefore);
    if (entry) ring.append(entry);
  }
  recent.to.forEach((offset, partition) => ring.advance(partition, offset));
  events['ring-filled'](
    {},
    { fields: { stream: name, records: recent.records.length, durationMs: deps.now() - startedAt } },
  );
  const stream = createStream(ring, {
    maxBatchBytes: MAX_BATCH_BYTES,
    maxUnflushedBytes: ringBytes / 4,
    nextGroupNumber: deps.nextGroupNumber,
    read: plan.read,
    now: deps.now,
    maxGroups: MAX_GROUPS,
  });
  const ends = [...recent.to];
  const take = createTakeStretch({
    ...{ name, stream, seenBefore, events, flush: deps.flush, wake: deps.wake },
    position: (partition) => ring.positions()[partition] ?? 0,
    flushBytes: Math.min(MAX_UNFLUSHED_BYTES, ringBytes / 8),
  });
  return {
    channel: createChannel({ name, stream, topicId }, deps.codec),
    follow: (stop) =>
      deps.follower.follow(
        { topic, topicId, from: recent.to },
        (stretch) => {
          ends[stretch.partition] = stretch.end;
          return take(stretch);
        },
        stop,
      ),
    lag: () => countOffsets(offsetsBetween(ring.positions(), ends)),
    ringBytes: ring.bytes,
  };
}

/** A topic that was made a moment ago may be unknown to the broker that is asked. */
async function topicIdOnceVisible(
  admin: RecordLogAdmin,
  topic: string,
  signal: AbortSignal,
): Promise<string> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(VISIBLE_WITHIN_MS)]);
  for (;;) {
    const id = await admin.topicId(topic);
    if (id !== undefined) return id;
    await wait(VISIBLE_POLL_MS, undefined, { signal: stop }).catch(() => {
      signal.throwIfAborted();
      throw new Error(`opening ${topic}: the brokers do not know it after ${VISIBLE_WITHIN_MS} ms`);
    });
  }
}
