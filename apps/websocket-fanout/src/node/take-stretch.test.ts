import { encodeLogHeaders } from '@millrace/schemas';
import type { SourceRecord } from '@millrace/pipeline';
import { describe, expect, it } from 'vitest';
import { createScene, createSink, START, subscribed } from '../../test/stream-scene.js';
import { createIdWindow } from '../ring/id-window.js';
import type { FanoutEvents } from '../telemetry.js';
import { createTakeStretch } from './take-stretch.js';

const MIB = 1_048_576;
const TIMESTAMP = '2026-11-21T12:00:00.000000000Z';

function record(offset: number, bytes: number): SourceRecord {
  const value = Buffer.from(JSON.stringify({ message: 'x'.repeat(bytes) }));
  const headers = encodeLogHeaders({
    ...{ tenant: 'shop', timestamp: TIMESTAMP, severity: 9, service: 'test', indexDay: '2026.11.21' },
    documentId: `id-${offset}`,
  });
  return { topic: 't', partition: 0, offset, timestampMs: 0, key: null, headers, value };
}

function stretchOf(from: number, count: number, bytes: number) {
  const records = Array.from({ length: count }, (_, at) => record(from + at, bytes));
  return { partition: 0, from, next: from + count, end: from + count, records };
}

function createTaker(ringBytes: number) {
  const scene = createScene(ringBytes, 65_536);
  const told: { readonly name: string; readonly count: number }[] = [];
  const events = new Proxy({} as FanoutEvents, {
    get: (_, name) => (_labels: unknown, details?: { readonly count?: number }) =>
      void told.push({ name: String(name), count: details?.count ?? 1 }),
  });
  const take = createTakeStretch({
    ...{ name: 'logs', stream: scene.stream, seenBefore: createIdWindow(10_000), events },
    position: (partition) => scene.ring.positions()[partition] ?? 0,
    flushBytes: ringBytes / 8,
    flush: () => void scene.stream.flush(),
    wake: () => undefined,
  });
  return { ...scene, take, told };
}

describe('a stretch that was read', () => {
  it('larger than the ring is given to a lossless reader, whose connection writes between its slices', async () => {
    const { stream, take } = createTaker(MIB);
    const { sink, outlet } = createSink(4);
    subscribed(stream, outlet, { query: '', from: START });
    stream.flush();
    // The network takes what was written whenever it gets a turn.
    let isOver = false;
    const drain = (): void => {
      sink.room = 4;
      if (!isOver) setImmediate(drain);
    };
    drain();
    await take(stretchOf(START[0] ?? 0, 4_000, 1_000));
    stream.flush();
    isOver = true;
    expect(sink.closed).toBe('');
    expect(sink.rows).toHaveLength(4_000);
  });

  it('whose first offsets retention took is told to readers as a gap, and counted', async () => {
    const { stream, take, told } = createTaker(MIB);
    const { sink, outlet } = createSink();
    subscribed(stream, outlet, { query: '' });
    const from = (START[0] ?? 0) + 7;
    await take(stretchOf(from, 3, 10));
    stream.flush();
    expect(sink.gaps).toEqual([{ reason: 'expired', offsets: [{ partition: 0, from: from - 7, to: from }] }]);
    expect(told).toContainEqual({ name: 'offsets-expired', count: 7 });
    expect(sink.rows).toHaveLength(3);
  });

  it('of a partition that was added begins at offset 0', async () => {
    const { stream, take, told } = createTaker(MIB);
    const { sink, outlet } = createSink();
    subscribed(stream, outlet, { query: '' });
    await take({ ...stretchOf(2, 1, 10), partition: START.length, records: [] });
    expect(sink.gaps).toEqual([
      { reason: 'expired', offsets: [{ partition: START.length, from: 0, to: 2 }] },
    ]);
    expect(told).toContainEqual({ name: 'offsets-expired', count: 2 });
  });

  it('of more partitions than a cursor holds is refused', async () => {
    const { take } = createTaker(MIB);
    await expect(take({ ...stretchOf(0, 0, 0), partition: 379 })).rejects.toThrow('it has 380 partitions');
  });
});
