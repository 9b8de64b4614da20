import { setImmediate as turn } from 'node:timers/promises';
import type { FollowedStretch } from '@millrace/pipeline';
import type { TailStream } from '@millrace/schemas';
import { refuseTooMany } from '@millrace/tail-cursor';
import type { SeenBefore } from '../ring/id-window.js';
import { readEntry } from '../ring/read-entry.js';
import { entryBytes } from '../ring/ring-entry.js';
import type { Stream } from '../stream/stream.js';
import type { FanoutEvents } from '../telemetry.js';

/** Where stretches go. */
export interface TakeStretchDeps {
  readonly name: TailStream;
  readonly stream: Stream;
  /** Next offset to read of a partition. */
  readonly position: (partition: number) => number;
  readonly seenBefore: SeenBefore;
  readonly events: FanoutEvents;
  /** Records taken between two flushes, bytes. */
  readonly flushBytes: number;
  /** Hands out what was taken, and writes it to the connections. */
  readonly flush: () => void;
  /** Records came: there is something to flush soon. */
  readonly wake: () => void;
}

/** Takes what was read of a partition; to be called with one stretch of it after the other. */
export type TakeStretch = (stretch: FollowedStretch) => Promise<void>;

/** Records taken without a turn for timers and sockets, bytes: a few milliseconds. */
const BYTES_A_TURN = 262_144;

/**
 * Takes stretches into a stream, a slice at a time: what was taken is handed out before it could leave the ring, and
 * the connections may write and be heard between two slices.
 */
export function createTakeStretch(deps: TakeStretchDeps): TakeStretch {
  const { name, stream, seenBefore, events, flushBytes } = deps;
  const labels = { stream: name };
  const sliceBytes = Math.min(BYTES_A_TURN, flushBytes);
  let unflushed = 0;
  return async ({ partition, from, next, records }) => {
    refuseTooMany(name, partition + 1);
    skipExpired(deps, partition, from);
    const counts = { unreadable: 0, repeated: 0 };
    let sliced = 0;
    for (const record of records) {
      const entry = readEntry(record, seenBefore);
      if (entry?.isRepeated) counts.repeated += 1;
      if (!entry) {
        counts.unreadable += 1;
        continue;
      }
      stream.append(entry);
      sliced += entryBytes(entry);
      if (sliced < sliceBytes) continue;
      unflushed += sliced;
      sliced = 0;
      if (unflushed >= flushBytes) {
        unflushed = 0;
        deps.flush();
      }
      await turn();
    }
    unflushed += sliced;
    stream.advance(partition, next);
    events['records-read'](labels, { count: records.length });
    if (counts.repeated > 0) events['records-repeated'](labels, { count: counts.repeated });
    if (counts.unreadable > 0) events['records-unreadable'](labels, { count: counts.unreadable });
    deps.wake();
  };
}

/** Retention was faster than this node: readers are told. */
function skipExpired(
  { name, stream, position, events }: TakeStretchDeps,
  partition: number,
  from: number,
): void {
  const stood = position(partition);
  if (from <= stood) return;
  stream.skip(partition, from);
  const fields = { partition, from: stood, to: from };
  events['offsets-expired']({ stream: name }, { count: from - stood, fields });
}
