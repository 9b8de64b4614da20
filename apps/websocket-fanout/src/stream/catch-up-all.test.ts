import { describe, expect, it } from 'vitest';
import { createScene, createSink, fill, seeded, START, subscribed, wordOf } from '../../test/stream-scene.js';

const READERS = 200;

/** Readers that come back to the beginning of a filled ring, and a clock that moves a millisecond when looked at. */
function resumeMany(records: number) {
  let nowMs = 0;
  const scene = createScene(100_000_000, 5_000, () => nowMs++);
  const sent = fill(scene, records, seeded(7));
  scene.stream.flush();
  const live = createSink();
  subscribed(scene.stream, live.outlet, { query: '' });
  const batches: number[] = [];
  const sinks = Array.from({ length: READERS }, (_, at) => {
    const { sink, outlet } = createSink();
    const batch = outlet.batch;
    outlet.batch = (...given) => {
      batches.push(at);
      batch(...given);
    };
    // Each its own filter and place, so that none shares the work of another.
    const from = START.map((offset, partition) => offset + (partition === at % 3 ? at % 7 : 0));
    subscribed(scene.stream, outlet, { query: `red OR word${at}`, from });
    return sink;
  });
  const elapsed = (run: () => void): number => {
    const before = nowMs;
    run();
    return nowMs - before;
  };
  return { scene, sent, live, sinks, batches, elapsed };
}

describe('many readers that come back at once', () => {
  it('do not hold the rows of those that keep up, nor a flush for longer than its part', () => {
    const { scene, live, elapsed } = resumeMany(300);
    fill(scene, 1, seeded(9));
    const tookMs = elapsed(() => expect(scene.stream.flush()).toBe(true));
    expect(live.sink.rows).toHaveLength(1);
    expect(tookMs).toBeLessThanOrEqual(25);
  });

  it('have a step each before any has a second one, and get everything', () => {
    const { scene, sent, sinks, batches } = resumeMany(300);
    while (new Set(batches).size < READERS) expect(scene.stream.flush()).toBe(true);
    // Batches of one step may be several; their reader comes again only after all the others.
    const turns = batches.filter((reader, at) => reader !== batches[at - 1]);
    expect(turns.slice(0, READERS)).toEqual(Array.from({ length: READERS }, (_, at) => at));
    while (scene.stream.flush());
    for (const [at, sink] of sinks.entries()) {
      const skipped = (row: (typeof sent)[number]) =>
        row.partition === at % 3 && row.offset < (START[row.partition] ?? 0) + (at % 7);
      expect(sink.rows).toEqual(sent.filter((row) => wordOf(row) === 'red' && !skipped(row)));
      expect(sink.lives).toBe(1);
    }
  });

  it('share the bytes of a step when they stand at the same place with the same filter', () => {
    const scene = createScene(100_000_000, 5_000);
    fill(scene, 600, seeded(7));
    const given = Array.from({ length: 3 }, () => {
      const rows: Buffer[] = [];
      const { outlet } = createSink();
      outlet.batch = (_reader, batch) => void rows.push(batch.rows);
      subscribed(scene.stream, outlet, { from: START });
      return rows;
    });
    scene.stream.flush();
    const [first = [], ...others] = given;
    expect(first.length).toBeGreaterThan(1);
    for (const rows of others) rows.forEach((bytes, at) => expect(bytes).toBe(first[at]));
  });
});
