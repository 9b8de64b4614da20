import type { SourceRecord } from '@millrace/pipeline';
import { expect, test } from 'vitest';
import { createPipeline } from './pipeline.js';
import type { IndexDocuments } from './steps/index-documents.js';
import { routeLog } from './steps/route-record.js';

const FETCH_BYTES = 1_048_576;

/** A record past ingest, whose value is a view of a fetch. */
function recordOf(fetch: Buffer): SourceRecord {
  const value = fetch.subarray(0, fetch.write('not canonical'));
  return { topic: 'logs', partition: 0, offset: 4, timestampMs: 0, key: null, value, headers: {} };
}

function pipeline(indexDocuments: IndexDocuments) {
  return createPipeline({
    routeRecord: routeLog,
    indexDocuments,
    writeLetter: ({ record: { key, value, headers } }) => ({ topic: 'letters', key, value, headers }),
    deliver: async () => undefined,
    onOutcomes: () => undefined,
    onDeadLettered: () => undefined,
  });
}

test('while documents wait, no record of their batch keeps the fetch it came with in memory', async () => {
  const fetch = Buffer.alloc(FETCH_BYTES);
  const record = recordOf(fetch);
  const process = pipeline(async ({ onWaiting }) => {
    expect(record.value?.buffer).toBe(fetch.buffer);
    onWaiting();
    expect(record.value?.buffer.byteLength).toBe('not canonical'.length);
    return [];
  });
  const outcomes = await process([record], new AbortController().signal);
  expect(outcomes).toEqual([{ record, outcome: 'dead-lettered' }]);
  expect(record.value?.toString()).toBe('not canonical');
});

test('records that need not wait are not copied', async () => {
  const fetch = Buffer.alloc(FETCH_BYTES);
  const record = recordOf(fetch);
  await pipeline(async () => [])([record], new AbortController().signal);
  expect(record.value?.buffer).toBe(fetch.buffer);
});
