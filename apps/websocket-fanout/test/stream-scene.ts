import { parseQuery } from '@millrace/filter';
import type { TailPolicy } from '@millrace/schemas';
import { expect } from 'vitest';
import { readLog } from '../src/groups/read-document.js';
import type { GapReason, Outlet, Reader } from '../src/groups/reader.js';
import type { OffsetRange, Positions } from '../src/ring/positions.js';
import { createRecordRing } from '../src/ring/record-ring.js';
import type { RecordRing } from '../src/ring/record-ring.js';
import { createStream } from '../src/stream/stream.js';
import type { Stream } from '../src/stream/stream.js';

/** Partitions of the scene's stream. */
export const PARTITIONS = 3;
/** Where it begins. */
export const START: Positions = [10, 20, 30];
/** Words of which each row has one. */
export const WORDS = ['red', 'green', 'blue'];

/** A row as a reader gets it. */
export interface Row {
  readonly partition: number;
  readonly offset: number;
  readonly document: { readonly message: string };
}

function counter(): () => number {
  let last = 0;
  return () => ++last;
}

/** A reader's end, which takes batches only while `room` is left. */
export function createSink(room = Number.POSITIVE_INFINITY) {
  const rows: Row[] = [];
  const sink = {
    rows,
    room,
    cursor: undefined as Positions | undefined,
    lives: 0,
    drops: 0,
    closed: '',
    gaps: [] as { readonly reason: GapReason; readonly offsets: readonly OffsetRange[] }[],
  };
  const outlet: Outlet = {
    hasRoom: () => sink.room > 0 && sink.closed === '',
    batch(_reader, batch) {
      sink.room -= 1;
      const given = JSON.parse(batch.rows.toString()) as Row[];
      expect(given).toHaveLength(batch.count);
      rows.push(...given);
      sink.cursor = batch.end.positions;
    },
    live: () => {
      sink.lives += 1;
    },
    dropped: () => {
      sink.drops += 1;
    },
    gap: (_reader, offsets, reason) => void sink.gaps.push({ reason, offsets }),
    close: (reason) => void (sink.closed = reason.name),
  };
  return { sink, outlet };
}

/** A stream and the ring under it. */
export interface Scene {
  readonly ring: RecordRing;
  readonly stream: Stream;
}

/** An empty stream. */
export function createScene(ringBytes: number, maxBatchBytes: number, now = () => 0): Scene {
  const ring = createRecordRing(ringBytes, START);
  return {
    ring,
    stream: createStream(ring, {
      maxBatchBytes,
      maxUnflushedBytes: ringBytes / 4,
      nextGroupNumber: counter(),
      read: readLog,
      now,
      maxGroups: 1_000,
    }),
  };
}

/** Appends records of any partition, and returns them. */
export function fill({ ring, stream }: Scene, count: number, random: () => number): Row[] {
  return Array.from({ length: count }, () => {
    const partition = Math.floor(random() * PARTITIONS);
    const offset = ring.positions()[partition] ?? 0;
    const document = { message: `${WORDS[Math.floor(random() * WORDS.length)]} ${offset}` };
    stream.append({
      ...{ partition, offset, tenant: 'shop', isRepeated: false },
      value: Buffer.from(JSON.stringify(document)),
    });
    return { partition, offset, document };
  });
}

/** A reader that was let in. */
export function subscribed(
  stream: Stream,
  outlet: Outlet,
  more: { query?: string; policy?: TailPolicy; from?: Positions } = {},
): Reader {
  const { query = 'red', policy = 'lossless', from } = more;
  const result = stream.subscribe({
    ...{ tenant: 'shop', filter: parseQuery(query), policy, outlet },
    ...(from && { from }),
  });
  if (!('group' in result)) throw new Error('not let in');
  return result;
}

/** The word of a row. */
export const wordOf = ({ document }: Row) => document.message.split(' ')[0];

/** Numbers from 0 to 1 that only depend on the seed. */
export const seeded = (seed: number) => {
  let state = seed;
  return () => (state = (state * 48_271 + 1) % 2_147_483_647) / 2_147_483_647;
};
