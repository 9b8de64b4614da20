import type { RecordReader, SourceRecord } from '@millrace/pipeline';
import { describe, expect, it } from 'vitest';
import { readRecent } from './read-recent.js';
import type { RecentRequest } from './read-recent.js';

const signal = new AbortController().signal;

/** A log of records by partition; each `read` is noted. */
function readerOf(partitions: readonly (readonly SourceRecord[])[]) {
  const reads: { readonly partition: number; readonly from: number; readonly to: number }[] = [];
  const reader: RecordReader = {
    async *read({ partition, from, to }) {
      reads.push({ partition, from, to });
      const wanted = (partitions[partition] ?? []).filter(({ offset }) => offset >= from && offset < to);
      for (let at = 0; at < wanted.length; at += 100) yield wanted.slice(at, at + 100);
    },
    close: () => Promise.resolve(),
  };
  return { reader, reads };
}

function record(partition: number, offset: number, more: { bytes?: number; timestampMs?: number } = {}) {
  const { bytes = 10, timestampMs = offset } = more;
  return { topic: 't', partition, offset, timestampMs, key: null, headers: {}, value: Buffer.alloc(bytes) };
}

const many = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, at) => record(0, at, { bytes }));
const range = (partition: number, low: number, high: number) => ({ partition, low, high });

const read = (
  reader: RecordReader,
  request: Partial<RecentRequest> & Pick<RecentRequest, 'ranges' | 'maxBytes'>,
) => readRecent(reader, { topic: 't', overdue: signal, ...request }, signal);

describe('reading the end of a topic', () => {
  it('takes all there is when it fits, mixed by append time', async () => {
    const { reader } = readerOf([
      [record(0, 0, { timestampMs: 10 }), record(0, 1, { timestampMs: 30 })],
      [record(1, 0, { timestampMs: 20 })],
    ]);
    const ranges = [range(0, 0, 2), range(1, 0, 1)];
    const recent = await read(reader, { ranges, maxBytes: 1_000 });
    expect(recent.records.map(({ timestampMs }) => timestampMs)).toEqual([10, 20, 30]);
    expect(recent).toMatchObject({ from: [0, 0], to: [2, 1] });
  });

  it('keeps the order of a partition though the clock of its broker went back', async () => {
    const { reader } = readerOf([[50, 10, 60].map((timestampMs, at) => record(0, at, { timestampMs }))]);
    const { records } = await read(reader, { ranges: [range(0, 0, 3)], maxBytes: 1_000 });
    expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2]);
  });

  it('reads backwards until it has its bytes, and no more than a piece beyond', async () => {
    const { reader, reads } = readerOf([many(50_000, 10)]);
    const ranges = [range(0, 0, 50_000)];
    const { records, from } = await read(reader, { ranges, maxBytes: 40_000 });
    expect(records.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 4_000 }, (_, at) => 46_000 + at),
    );
    expect(from).toEqual([46_000]);
    expect(reads.map((read) => read.from)).toEqual([49_000, 48_000, 47_000, 46_000]);
  });

  it('gives a busy partition what the quiet ones leave, so that all reach about as far back in time', async () => {
    const busy = Array.from({ length: 20_000 }, (_, at) => record(0, at, { timestampMs: at }));
    const quiet = Array.from({ length: 200 }, (_, at) => record(1, at, { timestampMs: at * 100 }));
    const { reader } = readerOf([busy, quiet, []]);
    const ranges = [range(0, 0, 20_000), range(1, 0, 200), range(2, 5, 5)];
    const { records, from } = await read(reader, { ranges, maxBytes: 100_000 });
    expect(records.length).toBeGreaterThanOrEqual(10_000);
    expect(records.length).toBeLessThan(13_000);
    expect(from[0]).toBeLessThanOrEqual(10_200);
    expect(from[2]).toBe(5);
  });

  it('keeps only what fits of a stretch of large records', async () => {
    const { reader } = readerOf([many(1_000, 1_000)]);
    const ranges = [range(0, 0, 1_000)];
    const { records, from } = await read(reader, { ranges, maxBytes: 4_000 });
    expect(records.map(({ offset }) => offset)).toEqual([996, 997, 998, 999]);
    expect(from).toEqual([996]);
  });

  it('keeps at least one record, be it larger than the bound, and gets past offsets that hold none', async () => {
    const { reader } = readerOf([[record(0, 0), record(0, 9_000, { bytes: 900 })]]);
    const ranges = [range(0, 0, 9_001)];
    const { records, from } = await read(reader, { ranges, maxBytes: 500 });
    expect(records.map(({ offset }) => offset)).toEqual([9_000]);
    expect(from).toEqual([8_001]);
    const gone = readerOf([[record(0, 0)]]);
    await read(gone.reader, { ranges: [range(0, 0, 1_000_000)], maxBytes: 500 });
    expect(gone.reads.length).toBeLessThan(10);
  });

  it('stops with what it has when it takes too long', async () => {
    const { reader, reads } = readerOf([many(50_000, 10)]);
    const overdue = new AbortController();
    const slow: RecordReader = {
      ...reader,
      async *read(range, stop) {
        if (reads.length === 2) overdue.abort();
        if (!stop.aborted) yield* reader.read(range, stop);
      },
    };
    const request = { ranges: [range(0, 0, 50_000)], maxBytes: 400_000, overdue: overdue.signal };
    const { from, records } = await read(slow, request);
    expect(reads).toHaveLength(2);
    expect(from[0]).toBe(reads[1]?.from);
    expect(records.map(({ offset }) => offset)).toEqual(
      Array.from({ length: records.length }, (_, at) => 50_000 - records.length + at),
    );
  });

  it('is not held by a read that hangs, and leaves no hole where it was given up', async () => {
    const { reader } = readerOf([many(50_000, 10), []]);
    const overdue = new AbortController();
    const hanging: RecordReader = {
      ...reader,
      async *read(wanted, stop) {
        if (wanted.partition === 0) {
          yield* reader.read(wanted, stop);
          return;
        }
        yield [record(1, wanted.from)];
        overdue.abort();
        await new Promise(() => undefined);
      },
    };
    const ranges = [range(0, 0, 50_000), range(1, 0, 50)];
    const recent = await read(hanging, { ranges, maxBytes: 400_000, overdue: overdue.signal });
    expect(recent.from[1]).toBe(50);
    expect(recent.records.filter(({ partition }) => partition === 1)).toEqual([]);
    expect(recent.to).toEqual([50_000, 50]);
  });

  it('begins at the low end of a partition that retention has emptied', async () => {
    const { reader, reads } = readerOf([[]]);
    const recent = await read(reader, { ranges: [range(0, 70, 70)], maxBytes: 500 });
    expect(recent).toMatchObject({ records: [], from: [70], to: [70] });
    expect(reads).toEqual([]);
  });
});
