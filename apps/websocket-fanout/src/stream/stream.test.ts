import { parseQuery } from '@millrace/filter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createScene,
  createSink,
  fill,
  PARTITIONS,
  seeded,
  START,
  subscribed,
  wordOf,
  WORDS,
} from '../../test/stream-scene.js';
import type { Row } from '../../test/stream-scene.js';
import type { Reader } from '../groups/reader.js';
import type { Positions } from '../ring/positions.js';
import { safePositions } from '../ring/safe-positions.js';

describe('a stream', () => {
  it('gives each reader the rows of its filter, once and in the order of their partitions', () => {
    const scene = createScene(1_000_000, 500);
    const { stream } = scene;
    const readers = WORDS.map((query) => {
      const { sink, outlet } = createSink();
      return { query, sink, reader: subscribed(stream, outlet, { query }) };
    });
    const random = seeded(1);
    const sent = Array.from({ length: 20 }, () => {
      const rows = fill(scene, 30, random);
      stream.flush();
      return rows;
    }).flat();
    for (const { query, sink, reader } of readers) {
      expect(sink.rows).toEqual(sent.filter((row) => wordOf(row) === query));
      expect(stream.ledger(reader)).toMatchObject({
        matched: sink.rows.length,
        delivered: sink.rows.length,
        queued: 0,
      });
    }
  });

  it('loses and doubles nothing for a lossless reader with any pauses, breaks and resumes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(fc.record({ records: fc.nat(40), room: fc.nat(3), breaks: fc.boolean() }), {
          maxLength: 40,
        }),
        (seed, turns) => {
          const random = seeded(seed);
          const scene = createScene(10_000_000, 300);
          const { stream } = scene;
          const all = createSink(0);
          const sent: Row[] = [];
          let reader: Reader = subscribed(stream, all.outlet);
          let cursor: Positions = START;
          const got: Row[] = [];
          let current = all;
          for (const { records, room, breaks } of turns) {
            sent.push(...fill(scene, records, random));
            current.sink.room = room;
            stream.flush();
            const { matched, delivered, queued } = stream.ledger(reader);
            expect(matched).toBe(delivered + queued);
            expect(queued).toBeGreaterThanOrEqual(0);
            if (!breaks) continue;
            got.push(...current.sink.rows);
            cursor = current.sink.cursor ?? cursor;
            stream.unsubscribe(reader);
            current = createSink(0);
            reader = subscribed(stream, current.outlet, { from: cursor });
          }
          current.sink.room = Number.POSITIVE_INFINITY;
          while (stream.flush());
          got.push(...current.sink.rows);
          const byPartition = (rows: readonly Row[], partition: number) =>
            rows.filter((row) => row.partition === partition);
          for (let partition = 0; partition < PARTITIONS; partition++)
            expect(byPartition(got, partition)).toEqual(
              byPartition(sent, partition).filter((row) => wordOf(row) === 'red'),
            );
        },
      ),
    );
  });

  it('counts exactly what a reader that takes the latest was too slow for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(fc.record({ records: fc.nat(60), room: fc.nat(2) }), { minLength: 1, maxLength: 40 }),
        (seed, turns) => {
          const random = seeded(seed);
          const scene = createScene(12_000, 300);
          const { stream } = scene;
          const { sink, outlet } = createSink(0);
          const reader = subscribed(stream, outlet, { policy: 'latest' });
          const sent: Row[] = [];
          for (const { records, room } of turns) {
            for (let left = records; left > 0; left -= 10) {
              sent.push(...fill(scene, Math.min(10, left), random));
              sink.room = room;
              stream.flush();
            }
          }
          sink.room = Number.POSITIVE_INFINITY;
          while (stream.flush());
          const { matched, delivered, queued, dropped } = stream.ledger(reader);
          expect(matched).toBe(sent.filter((row) => wordOf(row) === 'red').length);
          expect(delivered).toBe(sink.rows.length);
          expect(queued).toBe(0);
          expect(matched).toBe(delivered + dropped.reduce((total, { rows }) => total + rows, 0));
        },
      ),
    );
  });

  it('closes a lossless reader rather than leave rows out', () => {
    const scene = createScene(5_000, 300);
    const { stream } = scene;
    const { sink, outlet } = createSink(0);
    subscribed(stream, outlet);
    const random = seeded(3);
    for (let turn = 0; turn < 20; turn++) {
      fill(scene, 5, random);
      stream.flush();
    }
    expect(sink.closed).toBe('too-slow');
    expect(stream.readers()).toBe(0);
    expect(stream.groups()).toBe(0);
  });

  it('refuses a start below what it holds, with the floor and the offsets that would be missed', () => {
    const scene = createScene(2_000, 300);
    const { stream } = scene;
    fill(scene, 50, seeded(4));
    stream.flush();
    const { outlet } = createSink();
    const refused = stream.subscribe({
      ...{ tenant: 'shop', filter: parseQuery(''), policy: 'lossless', outlet },
      from: START,
    });
    const floor = safePositions(scene.ring);
    const missed = floor.reduce((total, offset, partition) => total + offset - (START[partition] ?? 0), 0);
    expect(refused).toEqual({ floor, missed });
    expect(missed).toBeGreaterThan(0);
  });

  it('never gives a record of another tenant, nor one that came before', () => {
    const scene = createScene(100_000, 300);
    const { stream } = scene;
    const { sink, outlet } = createSink();
    subscribed(stream, outlet, { query: '' });
    const value = Buffer.from('{"message":"red"}');
    stream.append({ partition: 0, offset: 10, tenant: 'other', isRepeated: false, value });
    stream.append({ partition: 0, offset: 11, tenant: 'shop', isRepeated: true, value });
    stream.append({ partition: 0, offset: 12, tenant: 'shop', isRepeated: false, value });
    stream.flush();
    expect(sink.rows.map(({ offset }) => offset)).toEqual([12]);
  });

  it('writes nothing to a connection that takes nothing, and tells of all drops at once when it does', () => {
    const scene = createScene(20_000, 1_000);
    const { sink, outlet } = createSink();
    const reader = subscribed(scene.stream, outlet, { policy: 'latest' });
    sink.room = 0;
    for (let turn = 0; turn < 50; turn++) {
      fill(scene, 20, Math.random);
      scene.stream.flush();
    }
    expect(sink.drops).toBe(0);
    sink.room = Number.POSITIVE_INFINITY;
    while (scene.stream.flush());
    expect(sink.drops).toBe(1);
    const { matched, delivered, queued, dropped } = scene.stream.ledger(reader);
    expect(queued).toBe(0);
    expect(delivered + dropped.reduce((sum, { rows }) => sum + rows, 0)).toBe(matched);
    expect(sink.rows).toHaveLength(delivered);
  });

  it('TAIL-15: tells what a reader misses before it is live as a gap outside its books, and as drops in them after', () => {
    const scene = createScene(20_000, 1_000);
    // Its group has counted what the one that comes back has not seen.
    subscribed(scene.stream, createSink().outlet, { query: 'red' });
    const { sink, outlet } = createSink(0);
    const reader = subscribed(scene.stream, outlet, { query: 'red', policy: 'latest', from: START });
    const random = seeded(5);
    const sent: Row[] = [];
    const overflow = () => {
      for (let turn = 0; turn < 50; turn++) {
        sent.push(...fill(scene, 20, random));
        scene.stream.flush();
      }
    };
    const caughtUp = () => {
      sink.room = Number.POSITIVE_INFINITY;
      while (scene.stream.flush());
      sink.room = 0;
      const { matched, delivered, queued, dropped } = scene.stream.ledger(reader);
      expect([delivered, queued]).toEqual([sink.rows.length, 0]);
      const rows = dropped.reduce((sum, drop) => sum + drop.rows, 0);
      expect(matched).toBe(delivered + rows);
      return { rows, missed: sent.filter((row) => wordOf(row) === 'red').length - delivered };
    };
    overflow();
    const before = caughtUp();
    expect([sink.gaps.length, sink.lives, sink.drops, before.rows]).toEqual([1, 1, 0, 0]);
    expect(sink.gaps[0]).toMatchObject({ reason: 'too-slow' });
    const isInGap = ({ partition, offset }: Row) =>
      sink.gaps[0]?.offsets.some((range) => range.partition === partition && offset < range.to);
    expect(sent.filter((row) => wordOf(row) === 'red' && isInGap(row))).toHaveLength(before.missed);
    overflow();
    const after = caughtUp();
    expect([sink.gaps.length, sink.drops, after.rows]).toEqual([1, 1, after.missed - before.missed]);
    expect(after.rows).toBeGreaterThan(0);
  });

  it('closes a lossless reader while what follows its cursor can still be given', () => {
    const scene = createScene(20_000, 1_000);
    const { sink, outlet } = createSink();
    subscribed(scene.stream, outlet, { policy: 'lossless' });
    fill(scene, 5, Math.random);
    scene.stream.flush();
    const cursor = sink.cursor;
    sink.room = 0;
    for (let turn = 0; turn < 200 && sink.closed === ''; turn++) {
      fill(scene, 3, Math.random);
      scene.stream.flush();
    }
    expect(sink.closed).toBe('too-slow');
    const again = createSink();
    const started = scene.stream.subscribe({
      ...{ tenant: 'shop', filter: parseQuery(''), policy: 'lossless', outlet: again.outlet },
      ...(cursor && { from: cursor }),
    });
    expect('floor' in started).toBe(false);
  });

  it('never takes a reader back that was ahead of this node', () => {
    const scene = createScene(8_000, 1_000);
    const ahead: Positions = [START[0] ?? 0, START[1] ?? 0, (START[2] ?? 0) + 40];
    const { sink, outlet } = createSink(0);
    scene.stream.subscribe({
      ...{ tenant: 'shop', filter: parseQuery(''), policy: 'latest', outlet, from: ahead },
    });
    const append = (partition: number, count: number) => {
      for (let made = 0; made < count; made++) {
        const offset = scene.ring.positions()[partition] ?? 0;
        const value = Buffer.from(JSON.stringify({ message: `${partition} ${offset}` }));
        scene.stream.append({ partition, offset, tenant: 'shop', isRepeated: false, value });
        scene.stream.flush();
      }
    };
    append(0, 60);
    sink.room = Number.POSITIVE_INFINITY;
    scene.stream.flush();
    append(2, 20);
    expect(sink.rows.filter(({ partition, offset }) => partition === 2 && offset < (ahead[2] ?? 0))).toEqual(
      [],
    );
  });
});
