import { OUTCOMES } from '@millrace/schemas';
import type { Outcome } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPrefixTracker } from './prefix-tracker.js';
import type { PassedOffsets, PrefixTracker } from './prefix-tracker.js';

function total(passed: PassedOffsets): number {
  return [...passed.counts.values(), ...passed.gaps.values()].reduce((sum, count) => sum + count, 0);
}

/** A history: records, or gaps of some length, in offset order. */
const history = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...OUTCOMES) },
    {
      weight: 1,
      arbitrary: fc.record({
        gap: fc.constantFrom('control' as const, 'expired' as const),
        length: fc.integer({ min: 1, max: 5_000 }),
      }),
    },
  ),
  { maxLength: 200 },
);

function announce(tracker: PrefixTracker, entries: fc.Arbitrary<never> | readonly unknown[]) {
  const waiting: { offset: number; outcome: Outcome }[] = [];
  for (const entry of entries as readonly (Outcome | { gap: 'control' | 'expired'; length: number })[]) {
    if (typeof entry === 'string') {
      waiting.push({ offset: tracker.next(), outcome: entry });
      tracker.expect();
    } else tracker.skip(entry.gap, tracker.next() + entry.length);
  }
  return waiting;
}

describe('prefix tracker', () => {
  it('passes every offset once, and none above one that waits, whatever the order of outcomes', () => {
    fc.assert(
      fc.property(history, fc.nat(1_000_000), fc.infiniteStream(fc.nat()), (entries, start, random) => {
        const tracker = createPrefixTracker(start);
        const waiting = announce(tracker, entries);
        let passed = total(tracker.advance());
        while (waiting.length > 0) {
          const at = (random.next().value ?? 0) % waiting.length;
          const [settled] = waiting.splice(at, 1);
          expect(tracker.settle(settled!.offset, settled!.outcome)).toBe(true);
          expect(tracker.settle(settled!.offset, settled!.outcome)).toBe(false);
          expect(tracker.isSettled(settled!.offset)).toBe(true);
          passed += total(tracker.advance());
          const lowest = Math.min(tracker.next(), ...waiting.map(({ offset }) => offset));
          expect(tracker.position()).toBe(lowest);
          expect(passed).toBe(tracker.position() - start);
        }
        expect(tracker.position()).toBe(tracker.next());
      }),
    );
  });

  it('counts outcomes and gaps by kind', () => {
    const tracker = createPrefixTracker(10);
    tracker.skip('expired', 15);
    tracker.expect();
    tracker.expect();
    tracker.skip('control', 18);
    tracker.settle(15, 'indexed');
    tracker.settle(16, 'duplicate');
    const { counts, gaps } = tracker.advance();
    expect(Object.fromEntries(counts)).toEqual({ indexed: 1, duplicate: 1 });
    expect(Object.fromEntries(gaps)).toEqual({ expired: 5, control: 1 });
  });

  it('refuses outcomes of offsets that are gaps, not announced, passed, or no outcome at all', () => {
    const tracker = createPrefixTracker(0);
    tracker.skip('control', 2);
    tracker.expect();
    expect(tracker.settle(1, 'indexed')).toBe(false);
    expect(tracker.settle(3, 'indexed')).toBe(false);
    expect(tracker.settle(2, 'vanished' as Outcome)).toBe(false);
    expect(tracker.settle(2, 'indexed')).toBe(true);
    tracker.advance();
    expect(tracker.settle(2, 'indexed')).toBe(false);
  });

  it('does not move past where it was told to stop', () => {
    const tracker = createPrefixTracker(0);
    for (let count = 0; count < 10; count += 1) tracker.expect();
    for (let offset = 0; offset < 10; offset += 1) tracker.settle(offset, 'indexed');
    tracker.stopAt(4);
    tracker.stopAt(7);
    expect(total(tracker.advance())).toBe(4);
    expect(total(tracker.advance())).toBe(0);
    expect(tracker.position()).toBe(4);
  });
});
