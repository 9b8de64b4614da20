import { parseQuery } from '@millrace/filter';
import { describe, expect, it } from 'vitest';
import {
  createScene,
  createSink,
  fill,
  PARTITIONS,
  seeded,
  START,
  subscribed,
} from '../../test/stream-scene.js';
import type { Row, Scene } from '../../test/stream-scene.js';

/** Appends to partitions that the stream did not begin with, the later one first. */
function fillAdded({ ring, stream }: Scene, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const partition = PARTITIONS + ((index + 1) % 2);
    const offset = ring.positions()[partition] ?? 0;
    const document = { message: `added ${offset}` };
    const value = Buffer.from(JSON.stringify(document));
    stream.append({ partition, offset, tenant: 'shop', isRepeated: false, value });
    return { partition, offset, document };
  });
}

describe('partitions that are added to a running stream', () => {
  it('are given to its readers, and are part of their cursors from then on', () => {
    const scene = createScene(1_000_000, 200);
    const { sink, outlet } = createSink();
    const reader = subscribed(scene.stream, outlet, { query: '' });
    const rows = [...fill(scene, 5, seeded(1)), ...fillAdded(scene, 5), ...fill(scene, 5, seeded(2))];
    scene.stream.flush();
    expect(sink.rows).toEqual(rows);
    const { positions } = scene.stream.ledger(reader);
    expect(positions).toEqual(scene.ring.positions());
    expect(positions.slice(PARTITIONS)).toEqual([2, 3]);
  });

  it('begin at their first offset for a cursor from before, and are not given again with the next one', () => {
    const scene = createScene(1_000_000, 200);
    const rows = [...fill(scene, 5, seeded(1)), ...fillAdded(scene, 5), ...fill(scene, 5, seeded(2))];
    scene.stream.flush();
    const { sink, outlet } = createSink(1);
    const reader = subscribed(scene.stream, outlet, { query: '', from: START });
    scene.stream.flush();
    expect(sink.rows.length).toBeLessThan(rows.length);
    sink.room = Number.POSITIVE_INFINITY;
    while (scene.stream.flush());
    expect(sink.rows).toEqual(rows);
    const { positions } = scene.stream.ledger(reader);
    const next = createSink();
    subscribed(scene.stream, next.outlet, { query: '', from: positions });
    const later = fillAdded(scene, 3);
    while (scene.stream.flush());
    expect(next.sink.rows).toEqual(later);
  });

  it('are given though a cursor from before has had all else', () => {
    const scene = createScene(1_000_000, 200);
    fill(scene, 5, seeded(1));
    const added = fillAdded(scene, 4);
    fill(scene, 5, seeded(2));
    const { sink, outlet } = createSink();
    const ahead = scene.ring.positions().slice(0, PARTITIONS);
    subscribed(scene.stream, outlet, { query: '', from: ahead });
    while (scene.stream.flush());
    expect(sink.rows).toEqual(added);
  });

  it('refuse a cursor from before once their first offsets are gone, and count those', () => {
    const scene = createScene(3_000, 200);
    fillAdded(scene, 50);
    scene.stream.flush();
    const { outlet } = createSink();
    const refused = scene.stream.subscribe({
      ...{ tenant: 'shop', filter: parseQuery(''), policy: 'latest', outlet, from: START },
    });
    const { floor, missed } = 'floor' in refused ? refused : { floor: [], missed: 0 };
    expect(floor.slice(0, PARTITIONS)).toEqual(START);
    expect(missed).toBe((floor[PARTITIONS] ?? 0) + (floor[PARTITIONS + 1] ?? 0));
    expect(missed).toBeGreaterThan(0);
  });

  it('may be known from a cursor of another node first, and go on there', () => {
    const scene = createScene(1_000_000, 200);
    const { sink, outlet } = createSink();
    subscribed(scene.stream, outlet, { query: '', from: [...START, 1, 0] });
    const added = fillAdded(scene, 4);
    while (scene.stream.flush() && sink.rows.length < 3);
    expect(sink.rows).toEqual(added.filter(({ partition, offset }) => partition > PARTITIONS || offset >= 1));
  });
});
