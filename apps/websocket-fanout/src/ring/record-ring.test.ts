import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordRing } from './record-ring.js';

function entry(partition: number, offset: number, bytes = 100) {
  return { partition, offset, tenant: 'shop', isRepeated: false, value: Buffer.alloc(bytes) };
}

describe('the ring', () => {
  it('lets the oldest go at its bound, and says what can still be given', () => {
    const ring = createRecordRing(1_000, [10, 20]);
    for (let count = 0; count < 4; count++) {
      ring.append(entry(0, 10 + count));
      ring.append(entry(1, 20 + count));
    }
    expect([ring.floor(), ring.head()]).toEqual([5, 8]);
    expect(ring.bytes()).toBeLessThanOrEqual(1_000);
    expect(ring.floorPositions()).toEqual([13, 22]);
    expect(ring.positions()).toEqual([14, 24]);
    expect(ring.at(5)).toMatchObject({ partition: 1, offset: 22 });
    expect(() => ring.at(4)).toThrow(RangeError);
  });

  it('keeps one record that is larger than its bound', () => {
    const ring = createRecordRing(1_000, [0]);
    ring.append(entry(0, 0, 5_000));
    expect([ring.floor(), ring.head()]).toEqual([0, 1]);
  });

  it('finds where to go on after any positions, with gaps in the offsets, and refuses those beyond either end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 })), { maxLength: 60 }),
        fc.tuple(fc.nat(80), fc.nat(80), fc.nat(80)),
        (steps, wanted) => {
          const ring = createRecordRing(6_000, [0, 0, 0]);
          const next = [0, 0, 0];
          for (const [partition, step] of steps) {
            const offset = (next[partition] ?? 0) + step - 1;
            ring.append(entry(partition, offset));
            next[partition] = offset + 1;
          }
          const floor = ring.floorPositions();
          const isInside = wanted.every(
            (offset, at) => offset >= (floor[at] ?? 0) && offset <= (next[at] ?? 0),
          );
          const found = ring.sequenceAt(wanted);
          expect(found !== undefined).toBe(isInside);
          if (found === undefined) return;
          const isWanted = (sequence: number) => {
            const { partition, offset } = ring.at(sequence);
            return offset >= (wanted[partition] ?? 0);
          };
          const all = Array.from({ length: ring.head() - ring.floor() }, (_, at) => ring.floor() + at);
          // Whatever follows the positions lies at or after the place found, and that is not further back than needed.
          expect(all.filter((sequence) => sequence < found && isWanted(sequence))).toEqual([]);
          if (found < ring.head())
            expect(all.some((sequence) => sequence >= found && isWanted(sequence))).toBe(true);
        },
      ),
    );
  });

  it('finds the first record that follows some positions, far from either end and past offsets without records', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 2_999 }), (seed, back) => {
        const ring = createRecordRing(600_000, [0, 0, 0]);
        const seen: (readonly number[])[] = [];
        for (let count = 0, state = seed; count < 3_000; count++) {
          state = (state * 48_271) % 2_147_483_647;
          const partition = state % 3;
          const offset = ring.positions()[partition] ?? 0;
          if (state % 7 === 0) ring.advance(partition, offset + 3);
          else ring.append(entry(partition, offset));
          seen.push(ring.positions());
        }
        const wanted = seen[2_999 - back] ?? [];
        const found = ring.sequenceAt(wanted);
        if (found === undefined) return;
        const isWanted = (sequence: number) => {
          const { partition, offset } = ring.at(sequence);
          return offset >= (wanted[partition] ?? 0);
        };
        expect(found === ring.head() || isWanted(found)).toBe(true);
        for (let sequence = ring.floor(); sequence < found; sequence++)
          if (isWanted(sequence)) throw new Error(`${sequence} is wanted, and lies before ${found}`);
      }),
      { numRuns: 30 },
    );
  });

  it('looks at few records to find a place', () => {
    const ring = createRecordRing(100_000_000, [0, 0]);
    for (let count = 0; count < 20_000; count++) ring.append(entry(count % 2, count >> 1, 0));
    let looked = 0;
    const wanted = new Proxy([2_000, 2_000], {
      get: (target, name, receiver) => ((looked += 1), Reflect.get(target, name, receiver) as unknown),
    });
    expect(ring.sequenceAt(wanted)).toBe(4_000);
    expect(looked).toBeLessThan(1_000);
  });
});
