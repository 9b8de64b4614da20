import { afterEach, expect, test } from 'vitest';
import { documentId } from '@millrace/schemas';
import { startBulkProxy } from './bulk-proxy.js';
import type { BulkFault, BulkItemResult } from './bulk-proxy.js';
import { serverAddress } from '@millrace/testing';
import { createTestPlace } from './running-indexer.js';
import type { TestPlace } from './running-indexer.js';
import { sampleLog, SAMPLE_TIME_MS } from './sample-logs.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Produces `count` logs and indexes them through a proxy with this fault. */
async function indexThrough(count: number, faultOf: (place: TestPlace) => BulkFault) {
  const place = await createTestPlace(1);
  cleanups.push(place.close);
  const topic = place.streams.logs.name;
  const eventIds = Array.from({ length: count }, (_, at) => `e${at}`);
  await place.produce(eventIds.map((eventId) => sampleLog({ topic, tenant: place.tenant, eventId })));
  const proxy = await startBulkProxy(serverAddress('ELASTICSEARCH_URL'), faultOf(place));
  cleanups.push(proxy.close);
  const indexer = await place.start({ ELASTICSEARCH_URL: proxy.url });
  cleanups.push(indexer.stop);
  return { place, proxy, indexer, books: await place.settledBooks() };
}

const idOf = (place: TestPlace, eventId: string) => documentId(place.tenant, eventId, SAMPLE_TIME_MS);

test('201, 400, 409, 429, 503 and failure_store in one reply: each item ends by its own result', async () => {
  const { place, books, proxy } = await indexThrough(60, (here) => {
    const error = (status: number, type: string) => ({ status, error: { type, reason: `[${type}]` } });
    const once = new Map<string, BulkItemResult>([
      [idOf(here, 'e1'), error(400, 'document_parsing_exception')],
      [idOf(here, 'e2'), error(409, 'version_conflict_engine_exception')],
      [idOf(here, 'e3'), error(429, 'es_rejected_execution_exception')],
      [idOf(here, 'e4'), error(503, 'unavailable_shards_exception')],
      [idOf(here, 'e5'), { status: 201, failure_store: 'used' }],
    ]);
    return ({ ids }) => {
      const items = new Map([...once].filter(([id]) => ids.includes(id)));
      for (const id of items.keys()) once.delete(id);
      return { items };
    };
  });
  expect(proxy.sizes[0]).toBe(60);
  expect(books.balanced).toBe(true);
  expect(books.counts).toEqual({ indexed: 57, duplicate: 1, 'dead-lettered': 2 });
  const letters = await place.deadLetters(2);
  expect(letters.map(({ envelope }) => envelope.code).sort()).toEqual(['failure-store', 'mapping']);
  const ids = await place.documentIds();
  expect(ids).toHaveLength(57);
  expect(ids).toEqual(expect.arrayContaining([idOf(place, 'e3'), idOf(place, 'e4')]));
});

test('a reply lost after the write is met again as duplicates: nothing lost, nothing doubled', async () => {
  const { place, books } = await indexThrough(
    500,
    () =>
      ({ at }) =>
        at === 0 ? 'drop-reply' : 'pass',
  );
  expect(books.balanced).toBe(true);
  expect((books.counts['indexed'] ?? 0) + (books.counts['duplicate'] ?? 0)).toBe(500);
  expect(books.counts['duplicate']).toBeGreaterThan(0);
  const ids = await place.documentIds();
  expect(new Set(ids).size).toBe(500);
  expect(ids).toHaveLength(500);
});

test('requests that are cut, refused as busy and refused as unavailable are sent again until they pass', async () => {
  const { place, books } = await indexThrough(200, () => ({ at }) => {
    if (at === 0) return 'drop-request';
    if (at === 1) return { status: 429, headers: { 'retry-after': '0' } };
    if (at === 2) return { status: 503 };
    if (at === 3) return { status: 403, body: '{"error":{"type":"security_exception","reason":"no"}}' };
    return 'pass';
  });
  expect(books.counts).toEqual({ indexed: 200 });
  expect(await place.documentIds()).toHaveLength(200);
});

test('a body over the limit is halved, and a single document over it is dead-lettered', async () => {
  const { place, proxy, books } = await indexThrough(100, (here) => ({ ids }) => {
    const tooLarge = ids.length > 30 || ids.includes(idOf(here, 'e7'));
    return tooLarge ? { status: 413, body: 'too large' } : 'pass';
  });
  expect(books.counts).toEqual({ indexed: 99, 'dead-lettered': 1 });
  const [letter] = await place.deadLetters(1);
  expect(letter?.envelope.code).toBe('document-too-large');
  expect(proxy.sizes).toContain(1);
});

test('a reply that does not fit its request is no reply', async () => {
  const { place, books } = await indexThrough(50, () => ({ at }) => {
    return at === 0 ? { status: 200, body: '{"errors":false,"items":[{"create":{"status":201}}]}' } : 'pass';
  });
  expect(books.counts).toEqual({ indexed: 50 });
  expect(await place.documentIds()).toHaveLength(50);
});
