import type { Watermark } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { createClockDifference } from './clock-difference.js';
import { createIndexProgress } from './index-progress.js';
import { createReadCompleteness } from './read-completeness.js';

const NOON_MS = Date.UTC(2026, 10, 21, 12);
const SCOPE = { tenant: 'shop' };
const INDEX = 'millrace-logs-shop-2026.11.21';
const at = (seconds: number) => new Date(NOON_MS + seconds * 1_000).toISOString();

/** Two partitions of logs, one of parked ones; times are seconds from noon. */
function scene() {
  const progress = createIndexProgress();
  const clocks = createClockDifference();
  const given = { now: 0, isCaughtUp: true, topicId: 'a' };
  const read = createReadCompleteness({
    ...{ progress, clocks, withinMs: 10_000, logs: 'logs', parked: 'parked' },
    codec: { seal: (scope, positions) => JSON.stringify([scope, positions]) },
    isCaughtUp: () => given.isCaughtUp,
    now: () => NOON_MS + given.now * 1_000,
  });
  const look = (topic: string, atSecond: number, ...highs: readonly number[]) => {
    const ranges = highs.map((high, partition) => ({ partition, low: 0, high }));
    progress.noteLook(topic, { topicId: given.topicId, ranges, askedAtMs: NOON_MS + atSecond * 1_000 });
  };
  const mark = (partition: number, offset: number, rest: Partial<Watermark> & { appended?: number } = {}) => {
    const { appended, ...fields } = rest;
    const appendedMs = appended === undefined ? undefined : NOON_MS + appended * 1_000;
    const watermark = { v: 1 as const, topicId: 'a', offset, appendedMs, parked: [], ...fields };
    progress.noteWatermark({ topic: 'logs', partition, watermark });
  };
  return { given, clocks, progress, look, mark, read: (scope = SCOPE) => read(scope) };
}

describe('an answer', () => {
  it('is complete up to a margin before the look that found both partitions at their watermarks', () => {
    const { given, look, mark, read } = scene();
    mark(0, 5);
    look('logs', 0, 5, 0);
    given.now = 1;
    expect(read()).toEqual({
      completeness: { complete: true, asOf: at(1), upTo: at(-2) },
      tailCursor: JSON.stringify([{ tenant: 'shop', stream: 'logs', topicId: 'a' }, [5, 0]]),
    });
  });

  it('is incomplete from where the partition that is furthest back stands, and complete again once it has caught up', () => {
    const { given, look, mark, read } = scene();
    mark(0, 5);
    mark(1, 7);
    look('logs', 0, 5, 7);
    look('logs', 30, 5, 9);
    given.now = 31;
    const { complete, upTo, reason } = read().completeness;
    expect({ complete, upTo }).toEqual({ complete: false, upTo: at(-2) });
    expect(reason).toBe(
      `logs appended from ${at(-2)} on may be missing: the indexer has not made them findable yet in 1 of 2 partitions`,
    );
    mark(1, 8, { appended: 25 });
    expect(read().completeness).toMatchObject({ complete: true, upTo: at(25) });
    mark(1, 9, { appended: 29 });
    expect(read().completeness).toMatchObject({ complete: true, upTo: at(28) });
  });

  it('says what is not known as such, and has no place to tail from', () => {
    const { given, look, mark, read } = scene();
    const unknown = (why: string) => {
      const { completeness, tailCursor } = read();
      expect(completeness).toMatchObject({ complete: false, upTo: null });
      expect(completeness.reason).toContain(why);
      expect(tailCursor).toBeNull();
    };
    unknown('Kafka has not answered yet');
    look('logs', 0, 5, 0);
    unknown('no indexer has said yet');
    mark(0, 5);
    given.isCaughtUp = false;
    unknown('still being read');
    given.isCaughtUp = true;
    expect(read().completeness.complete).toBe(true);
    given.topicId = 'b';
    look('logs', 1, 3, 0);
    unknown('no indexer has said yet');
  });

  it('grows old while Kafka does not answer', () => {
    const { given, look, mark, read } = scene();
    mark(0, 5);
    look('logs', 0, 5, 0);
    given.now = 60;
    const { complete, upTo, reason } = read().completeness;
    expect({ complete, upTo }).toEqual({ complete: false, upTo: at(-2) });
    expect(reason).toContain(`Kafka has not said since ${at(0)}`);
  });

  it('goes back by as much as this clock is ahead of Kafka, and says so', () => {
    const { given, clocks, look, mark, read } = scene();
    mark(0, 5);
    look('logs', 0, 5, 0);
    // One was held up on its way, the other shows the difference.
    clocks.note({ partition: 0, appendedMs: NOON_MS - 90_000, receivedMs: NOON_MS });
    clocks.note({ partition: 0, appendedMs: NOON_MS - 30_000, receivedMs: NOON_MS });
    given.now = 1;
    const { complete, upTo, reason } = read().completeness;
    expect({ complete, upTo }).toEqual({ complete: false, upTo: at(-30) });
    expect(reason).toContain('up to 30 s ahead');
  });

  it('never promises more than now, also where Kafka is ahead', () => {
    const { look, mark, read } = scene();
    mark(0, 5, { appended: 40 });
    mark(1, 1, { appended: 40 });
    look('logs', 0, 9, 9);
    expect(read().completeness).toMatchObject({ complete: true, upTo: at(0) });
  });

  it('does not go back for a late watermark of an owner before', () => {
    const { look, mark, read } = scene();
    mark(0, 9);
    mark(0, 5, { parked: [INDEX] });
    look('logs', 0, 9, 0);
    expect(read().completeness.upTo).toBe(at(-2));
    expect(read().completeness.parked).toEqual([INDEX]);
  });

  it('names the parked indices of its tenant and time, and nobody else is told', () => {
    const { look, mark, read } = scene();
    look('logs', 0, 5, 0);
    look('parked', 0, 4);
    mark(0, 5, {
      parked: [INDEX, 'millrace-logs-other-2026.11.21', 'millrace-correlations-shop-2026.11.21'],
    });
    const reasonOf = (scope: { tenant: string; from?: string; to?: string }) => read(scope).completeness;
    const told = { complete: false, upTo: at(-2), parked: [INDEX] };
    expect(reasonOf(SCOPE)).toMatchObject(told);
    expect(reasonOf(SCOPE).reason).toContain(INDEX);
    expect(reasonOf({ ...SCOPE, from: '2026-11-21T23:59:59Z' })).toMatchObject(told);
    expect(reasonOf({ ...SCOPE, to: '2026-11-21T00:00:00.000000001Z' })).toMatchObject(told);
    const free = { complete: true };
    expect(reasonOf({ ...SCOPE, from: '2026-11-22T00:00:00Z' })).toMatchObject(free);
    expect(reasonOf({ ...SCOPE, to: '2026-11-21T00:00:00.000Z' })).toMatchObject(free);
    expect(reasonOf({ tenant: 'third' })).toMatchObject(free);
  });

  it('is incomplete while logs wait of which nobody says whose they are', () => {
    const { look, mark, read } = scene();
    mark(0, 5);
    look('logs', 0, 5, 0);
    look('parked', 0, 4);
    expect(read().completeness.complete).toBe(false);
    expect(read().completeness.reason).toContain('being put back');
    look('parked', 0, 0);
    expect(read().completeness.complete).toBe(true);
  });

  it('is incomplete while an indexer does not know whose logs it took over, also where it names an index of another tenant', () => {
    const { look, mark, read } = scene();
    look('logs', 0, 5, 0);
    look('parked', 0, 4);
    const parked = ['millrace-logs-other-2026.11.21'];
    mark(0, 5, { parked, moreParked: 1 });
    expect(read().completeness).toMatchObject({ complete: false, upTo: at(-2) });
    expect(read().completeness.reason).toContain('being put back');
    mark(0, 5, { parked });
    expect(read().completeness.complete).toBe(true);
  });
});
