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
} from '../../test/stream-scene.js';
import type { Row, Scene } from '../../test/stream-scene.js';
import type { Positions } from '../ring/positions.js';

const at = (positions: Positions, partition: number) => positions[partition] ?? 0;

/** Lets retention take so many offsets of a partition, unread. */
function skip({ ring, stream }: Scene, partition: number, offsets: number) {
  const from = at(ring.positions(), partition);
  stream.skip(partition, from + offsets);
  return { partition, from, to: from + offsets };
}

describe('offsets that retention took unread', () => {
  it('are told to every reader, after the rows before them', () => {
    const scene = createScene(1_000_000, 500);
    const { sink, outlet } = createSink();
    const reader = subscribed(scene.stream, outlet);
    const sent = fill(scene, 20, seeded(1));
    const offsets = skip(scene, 1, 7);
    expect(sink.rows).toEqual(sent.filter((row) => wordOf(row) === 'red'));
    expect(sink.gaps).toEqual([{ reason: 'expired', offsets: [offsets] }]);
    const { positions, matched, delivered, queued } = scene.stream.ledger(reader);
    expect(at(positions, 1)).toBe(offsets.to);
    expect([delivered, queued]).toEqual([matched, 0]);
    scene.stream.flush();
    expect(sink.gaps).toHaveLength(1);
  });

  it('are told to a reader without room once it has room, where they lie among its rows', () => {
    const scene = createScene(1_000_000, 500);
    const { sink, outlet } = createSink(0);
    subscribed(scene.stream, outlet, { query: '' });
    fill(scene, 20, seeded(2));
    const offsets = skip(scene, 0, 3);
    fill(scene, 20, seeded(3));
    scene.stream.flush();
    expect(sink.gaps).toEqual([]);
    const before = { ...outlet };
    let rowsBefore: readonly Row[] = [];
    outlet.gap = (...told) => {
      rowsBefore = [...sink.rows];
      before.gap(...told);
    };
    sink.room = Number.POSITIVE_INFINITY;
    while (scene.stream.flush());
    expect(sink.gaps).toEqual([{ reason: 'expired', offsets: [offsets] }]);
    expect(rowsBefore).toHaveLength(20);
    expect(sink.rows).toHaveLength(40);
  });

  it('are told from where the reader stands when another node read some of them', () => {
    const scene = createScene(1_000_000, 500);
    const { to } = skip(scene, 0, 10);
    const { sink, outlet } = createSink();
    subscribed(scene.stream, outlet, { from: [to - 4, at(START, 1), at(START, 2)] });
    const ahead = createSink();
    subscribed(scene.stream, ahead.outlet, { from: [to, at(START, 1), at(START, 2)] });
    while (scene.stream.flush());
    expect(sink.gaps).toEqual([{ reason: 'expired', offsets: [{ partition: 0, from: to - 4, to }] }]);
    expect([ahead.sink.gaps, ahead.sink.lives]).toEqual([[], 1]);
  });

  it('end the positions one can begin at, once the ring holds nothing before them any more', () => {
    const scene = createScene(5_000, 500);
    skip(scene, 0, 10);
    for (let turn = 0; turn < 20; turn++) {
      fill(scene, 20, seeded(turn + 1));
      scene.stream.flush();
    }
    const { outlet } = createSink();
    const request = { tenant: 'shop', filter: parseQuery('red'), policy: 'latest', outlet } as const;
    expect(scene.stream.subscribe({ ...request, from: START })).toMatchObject({ missed: expect.any(Number) });
  });

  it('and rows add up to all offsets for any reader, whatever it was too slow for', () => {
    const turn = fc.record({
      records: fc.nat(60),
      room: fc.nat(2),
      skips: fc.array(
        fc.record({ partition: fc.nat(PARTITIONS - 1), offsets: fc.integer({ min: 1, max: 9 }) }),
        {
          maxLength: 2,
        },
      ),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(turn, { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        (seed, turns, isReplaying) => {
          const random = seeded(seed);
          const scene = createScene(12_000, 300);
          const { sink, outlet } = createSink(0);
          const more = isReplaying ? { from: START } : {};
          const reader = subscribed(scene.stream, outlet, { query: '', policy: 'latest', ...more });
          let expired = 0;
          for (const { records, room, skips } of turns) {
            for (const { partition, offsets } of skips) {
              skip(scene, partition, offsets);
              expired += offsets;
            }
            fill(scene, records, random);
            sink.room = room;
            scene.stream.flush();
            const { matched, delivered, queued, dropped } = scene.stream.ledger(reader);
            expect(matched).toBe(delivered + queued + dropped.reduce((sum, { rows }) => sum + rows, 0));
          }
          sink.room = Number.POSITIVE_INFINITY;
          while (scene.stream.flush());
          const told = (reason: string) =>
            sink.gaps
              .filter((gap) => gap.reason === reason)
              .flatMap(({ offsets }) => offsets)
              .reduce((sum, { from, to }) => sum + to - from, 0);
          expect(told('expired')).toBe(expired);
          const { delivered, dropped, positions, queued } = scene.stream.ledger(reader);
          const all = positions.reduce((sum, offset, partition) => sum + offset - at(START, partition), 0);
          const droppedRows = dropped.reduce((sum, { rows }) => sum + rows, 0);
          expect(delivered + droppedRows + told('too-slow') + expired).toBe(all);
          expect(queued).toBe(0);
        },
      ),
    );
  });
});
