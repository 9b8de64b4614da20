import { ledgerBalances } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FetchedStretch } from './fetched-stretch.js';
import { openLedger } from './open-ledger.js';
import { createPartitionBooks, MAX_UNCOMMITTED_OFFSETS } from './partition-books.js';
import type { CommitPoint, PartitionBooks } from './partition-books.js';
import type { SourceRecord } from './source-record.js';

const AT = { topic: 'logs.raw', partition: 0 };

function open(changes: Partial<Parameters<typeof createPartitionBooks>[0]> = {}): PartitionBooks {
  const ledger = { v: 1, base: 0, epoch: 1, counts: {}, gaps: {} } as const;
  return createPartitionBooks({
    ...AT,
    position: 0,
    ledger,
    low: 0,
    high: 0,
    maxLaneBytes: 100_000,
    controlGaps: true,
    ...changes,
  });
}

function recordAt(offset: number): SourceRecord {
  return { ...AT, offset, timestampMs: 0, key: null, value: Buffer.alloc(10), headers: {} };
}

function stretch(from: number, to: number, missing: readonly number[] = []): FetchedStretch {
  const offsets = Array.from({ length: to - from }, (_, index) => from + index);
  const records = offsets.filter((offset) => !missing.includes(offset)).map(recordAt);
  return { ...AT, from, first: from, to, records, end: to };
}

function drain(books: PartitionBooks): SourceRecord[] {
  const records: SourceRecord[] = [];
  for (let record = books.lane.shift(Infinity); record; record = books.lane.shift(Infinity))
    records.push(record);
  return records;
}

function takeAndDrain(books: PartitionBooks): SourceRecord[] {
  books.take(stretch(books.next(), books.next() + 1));
  return drain(books);
}

function settleAll(books: PartitionBooks, records: readonly SourceRecord[]): void {
  books.settle(records.map((record) => ({ record, outcome: 'indexed' })));
  books.require(records);
}

describe('partition books', () => {
  it('skips what it has seen and counts holes in a fetch as control gaps', () => {
    const books = open();
    expect(books.take(stretch(0, 5, [3]))).toBe('taken');
    expect(books.take(stretch(2, 8, [7]))).toBe('taken');
    const records = drain(books);
    expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2, 4, 5, 6]);
    books.settle(records.map((record) => ({ record, outcome: 'indexed' })));
    books.require(records);
    expect(books.commitPoint()).toMatchObject({
      offset: 8,
      ledger: { counts: { indexed: 6 }, gaps: { control: 2 } },
    });
  });

  it('gives back what its lane has no room for', () => {
    const books = open({ maxLaneBytes: 2_000 });
    expect(books.take(stretch(0, 100))).toBe('full');
    expect(books.next()).toBe(4);
    drain(books);
    expect(books.take(stretch(4, 6))).toBe('taken');
  });

  it('takes no more while one record without an outcome keeps very many from being committed', () => {
    const books = open({ maxLaneBytes: 1_000_000 });
    const [first] = takeAndDrain(books);
    if (!first) throw new Error('the first stretch brought no record');
    let verdict = books.take(stretch(books.next(), books.next() + 1_000));
    while (verdict === 'taken') {
      settleAll(books, drain(books));
      verdict = books.take(stretch(books.next(), books.next() + 1_000));
    }
    expect(verdict).toBe('full');
    expect(books.next()).toBeLessThan(MAX_UNCOMMITTED_OFFSETS + 2_000);
    settleAll(books, drain(books));
    expect(books.hasEbbed()).toBe(false);
    settleAll(books, [first]);
    expect(books.hasEbbed()).toBe(true);
    expect(books.take(stretch(books.next(), books.next() + 1_000))).toBe('taken');
  });

  it('is not kept by offsets that only retention took', () => {
    const books = open();
    books.logStartsAt(MAX_UNCOMMITTED_OFFSETS * 4);
    expect(books.take(stretch(books.next(), books.next() + 10))).toBe('taken');
  });

  it('asks where the log starts when offsets before a fetch are missing, and counts them expired', () => {
    const books = open();
    books.take(stretch(0, 3));
    expect(books.take(stretch(50, 60))).toBe('unsure');
    books.logStartsAt(50);
    expect(books.next()).toBe(50);
    expect(books.take(stretch(50, 60))).toBe('taken');
    const records = drain(books);
    books.settle(records.map((record) => ({ record, outcome: 'indexed' })));
    expect(books.commitPoint()).toMatchObject({ offset: 60, ledger: { gaps: { expired: 47 } } });
  });

  it('counts a fetch of markers as control, whether or not it begins where it was asked to', () => {
    const books = open();
    expect(books.take({ ...stretch(0, 2, [0, 1]), from: undefined })).toBe('taken');
    expect(books.take({ ...stretch(4, 5, [4]), from: undefined })).toBe('unsure');
    books.logStartsAt(0);
    expect(books.commitPoint()).toMatchObject({ offset: 5, ledger: { gaps: { control: 5 } } });
  });

  it('breaks when fetches keep beginning above where they were asked to', () => {
    const books = open();
    const verdicts = [1, 2, 3, 4].map(() => {
      const verdict = books.take(stretch(9, 10));
      books.logStartsAt(0);
      return verdict;
    });
    expect(verdicts).toEqual(['unsure', 'unsure', 'unsure', 'broken']);
  });

  it('breaks when the log ends below its position: truncated, or recreated under it', () => {
    const books = open();
    books.take(stretch(0, 30));
    expect(books.take(stretch(0, 10))).toBe('broken');
    expect(books.brokenReason()).toMatch(/ends at 10, below position 30/);
  });

  it('breaks at a hole on a topic of our own, after what came before it', () => {
    const books = open({ controlGaps: false });
    expect(books.take(stretch(0, 10, [6]))).toBe('broken');
    const records = drain(books);
    expect(records).toHaveLength(6);
    books.settle(records.map((record) => ({ record, outcome: 'indexed' })));
    const point = books.commitPoint();
    expect(point).toMatchObject({ offset: 6, ledger: { counts: { indexed: 6 } } });
    expect(point?.ledger.broken).toMatch(/no record at offsets 6 to 6/);
    expect(books.take(stretch(6, 10))).toBe('broken');
  });

  it('tells what to commit once, until something changes', () => {
    const books = open();
    const point = books.commitPoint();
    expect(point).toMatchObject({ offset: 0 });
    books.committed(point!);
    expect(books.commitPoint()).toBeUndefined();
    books.logStartsAt(0);
    expect(books.commitPoint()).toMatchObject({ offset: 0 });
  });
});

/** Random lives of a partition: what the log does, how fetches fall, who owns it, in which order outcomes come. */
describe('partition books over many owners', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 30 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('control' as const), count: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('expire' as const), count: fc.integer({ min: 1, max: 60 }) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('fetch' as const), count: fc.integer({ min: 1, max: 40 }) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('process' as const), count: fc.integer({ min: 1, max: 20 }) }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('settle' as const), count: fc.nat() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const), count: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reassign' as const), count: fc.constant(0) }) },
  );

  it('balances at every commit and accounts for every offset in the end', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), live), { numRuns: 300 });
  });

  function live(steps: readonly { readonly do: string; readonly count: number }[]): void {
    const log: boolean[] = [];
    let low = 0;
    let committed: CommitPoint | undefined;
    let inFlight: SourceRecord[][] = [];
    const reopen = (): PartitionBooks => {
      const facts = {
        committed: committed?.offset,
        ledger: committed?.ledger,
        topicId: 't',
        low,
        high: log.length,
      };
      const opening = openLedger(facts, 't');
      if (opening.state !== 'open') throw new Error(opening.reason);
      inFlight = [];
      return open({ ...opening, low, high: log.length, maxLaneBytes: 20_000 });
    };
    let books = reopen();
    const fetch = (count: number): void => {
      const from = Math.max(books.next(), low);
      const to = Math.min(log.length, from + count);
      if (to <= from) {
        if (low > books.next()) books.logStartsAt(low);
        return;
      }
      const missing = log.flatMap((isRecord, offset) => (isRecord ? [] : [offset]));
      if (books.take({ ...stretch(from, to, missing), end: log.length }) === 'unsure') books.logStartsAt(low);
    };
    const process = (count: number): void => {
      const batch = Array.from({ length: count }, () => books.lane.shift(Infinity)).filter(
        (one) => one !== undefined,
      );
      if (batch.length > 0) inFlight.push(batch);
    };
    const settle = (index: number): void => {
      const [batch] = inFlight.splice(index % Math.max(1, inFlight.length), 1);
      if (!batch) return;
      books.settle(batch.map((record) => ({ record, outcome: record.offset % 2 ? 'indexed' : 'duplicate' })));
      books.require(batch);
    };
    const commit = (): void => {
      const point = books.commitPoint();
      if (!point) return;
      expect(ledgerBalances(point.ledger, point.offset)).toBe(true);
      expect(point.ledger.broken).toBeUndefined();
      books.committed(point);
      committed = point;
    };
    for (const { do: action, count } of steps) {
      if (action === 'append') for (let n = 0; n < count; n += 1) log.push(true);
      if (action === 'control') for (let n = 0; n < count; n += 1) log.push(false);
      if (action === 'expire') low = Math.min(log.length, low + count);
      if (action === 'fetch') fetch(count);
      if (action === 'process') process(count);
      if (action === 'settle') settle(count);
      if (action === 'commit') commit();
      if (action === 'reassign') books = reopen();
    }
    while (books.next() < log.length || inFlight.length > 0 || books.lane.records() > 0) {
      fetch(50);
      process(50);
      settle(0);
    }
    commit();
    expect(books.position()).toBe(Math.max(low, log.length));
  }
});
