import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { deadLetterRecord, recordEnvelope } from '@millrace/dead-letter';
import type { RecordReader, SourceRecord } from '@millrace/pipeline';
import { createInMemoryLog } from '@millrace/testing';
import { TOPICS } from '@millrace/schemas';
import { newestLetters } from './newest-letters.js';
import type { LetterPosition } from './newest-letters.js';

const TOPIC = TOPICS.deadLetters.name;

interface Failed {
  readonly offset: number;
  readonly tenant: string;
}

/** A topic of dead letters in memory; `readers` see records stamped in the order they were written. */
async function topicOf(failed: readonly Failed[], partitions: number) {
  const log = createInMemoryLog();
  await log.admin.ensureTopics([{ ...TOPICS.deadLetters, partitions }]);
  const producer = log.createProducer();
  const order = new Map<string, number>();
  for (const [index, { offset, tenant }] of failed.entries()) {
    const source = { topic: 'logs.raw', partition: 0, offset, timestampMs: 1, key: null };
    const failure = {
      app: 'ingest',
      step: 'parse',
      code: 'invalid-json',
      reason: 'bad',
      tenant,
      redacted: 0,
    } as const;
    const letter = deadLetterRecord(recordEnvelope(source, failure), {
      value: Buffer.from(`v${index}`),
      headers: {},
    });
    await producer.send([letter]);
    order.set(`v${index}`, index);
  }
  return { log, reader: stamped(log.createReader(), order) };
}

function stamped(reader: RecordReader, order: ReadonlyMap<string, number>): RecordReader {
  const stamp = (record: SourceRecord) => ({ ...record, timestampMs: order.get(String(record.value)) ?? 0 });
  return {
    close: () => reader.close(),
    async *read(range, signal) {
      for await (const batch of reader.read(range, signal)) yield batch.map(stamp);
    },
  };
}

async function everyPage(parts: Awaited<ReturnType<typeof topicOf>>, limit: number, tenant?: string) {
  const ranges = await parts.log.admin.ranges(TOPIC);
  let positions: readonly LetterPosition[] | undefined = ranges.map(({ partition, low, high }) => ({
    partition,
    low,
    before: high,
  }));
  const pages: number[][] = [];
  while (positions !== undefined) {
    const accepts = (letter: { envelope: { tenant?: string } }) =>
      !tenant || letter.envelope.tenant === tenant;
    const request = { topic: TOPIC, limit, accepts };
    const page: Awaited<ReturnType<typeof newestLetters>> = await newestLetters(
      parts.reader,
      positions,
      request,
      AbortSignal.timeout(5_000),
    );
    pages.push(page.letters.map(({ envelope }) => envelope.offset));
    positions = page.next;
  }
  return pages;
}

describe('newest dead letters', () => {
  it('come over all pages exactly once and in order, whatever the partitions and the size of a page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 70 }),
        async (n, partitions, limit) => {
          const failed = Array.from({ length: n }, (_, offset) => ({ offset, tenant: 'acme' }));
          const pages = await everyPage(await topicOf(failed, partitions), limit);
          expect(pages.flat()).toEqual(failed.map(({ offset }) => offset).toReversed());
          for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('read a partition in several stretches', async () => {
    const failed = Array.from({ length: 350 }, (_, offset) => ({ offset, tenant: 'acme' }));
    const [page] = await everyPage(await topicOf(failed, 1), 1_000);
    expect(page).toHaveLength(350);
  });

  it('are filtered before they are counted for the page', async () => {
    const failed = Array.from({ length: 20 }, (_, offset) => ({
      offset,
      tenant: offset % 2 ? 'acme' : 'other',
    }));
    const pages = await everyPage(await topicOf(failed, 2), 4, 'acme');
    expect(pages.flat()).toEqual([19, 17, 15, 13, 11, 9, 7, 5, 3, 1]);
    expect(pages[0]).toHaveLength(4);
  });

  it('show a letter that was written twice once, at its newest place', async () => {
    const failed = [1, 2, 1].map((offset) => ({ offset, tenant: 'acme' }));
    expect(await everyPage(await topicOf(failed, 2), 10)).toEqual([[1, 2]]);
  });

  it('pass over records that are no letters', async () => {
    const parts = await topicOf([{ offset: 1, tenant: 'acme' }], 1);
    await parts.log.createProducer().send([{ topic: TOPIC, key: 'k', value: Buffer.from('x'), headers: {} }]);
    expect(await everyPage(parts, 10)).toEqual([[1]]);
  });
});
