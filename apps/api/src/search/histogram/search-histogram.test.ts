import { expect, it } from 'vitest';
import type { SearchReply } from '@millrace/elasticsearch';
import { parseQuery } from '@millrace/filter';
import type { LogInquiry } from '../log-inquiry.js';
import { searchHistogram } from './search-histogram.js';

const START_MS = Date.UTC(2026, 10, 21, 12);
const [from, to] = ['2026-11-21T12:00:00Z', '2026-11-21T12:01:00Z'];

/** An inquiry that is answered with these aggregations, one after the other. */
function inquiryOf(...replies: readonly Partial<SearchReply>[]): LogInquiry {
  const left = [...replies];
  const answer = { hits: [], tookMs: 1, timedOut: false, failedShards: 0, shards: 1 };
  return {
    ask: () => Promise.resolve({ ...answer, total: { value: 2, relation: 'eq' }, ...left.shift() }),
    isLate: () => false,
    members: () => ({ tookMs: 1 }) as ReturnType<LogInquiry['members']>,
  };
}

const query = { by: 'host.name', top: 1, buckets: 60, interval: '1m' };
const scope = { tenant: 'acme', query: parseQuery(''), text: '', from, to };
const survey = { weighted: { doc_count: 0 }, top: { buckets: [{ key: 'web-1' }] } };
const bucket = {
  key: START_MS,
  doc_count: 2,
  groups: { buckets: { g0: { doc_count: 1 }, other: { doc_count: 1 }, none: { doc_count: 0 } } },
};
const over = (...buckets: readonly unknown[]) => ({ aggregations: { over_time: { buckets } } });
const ask = (...replies: readonly Partial<SearchReply>[]) =>
  searchHistogram({ ...query, scope }, inquiryOf(...replies));

it('counts what Elasticsearch counted', async () => {
  const { buckets, total } = await ask({ aggregations: survey }, over(bucket));
  expect({ buckets, total }).toMatchObject({
    total: 2,
    buckets: [{ count: 2, counts: [1], other: 1, none: 0 }],
  });
});

it.each<[string, Partial<SearchReply>[]]>([
  ['no buckets', [{ aggregations: survey }, {}]],
  ['a bucket without a group', [{ aggregations: survey }, over({ ...bucket, groups: { buckets: {} } })]],
  [
    'no weights where there are some',
    [{ aggregations: { ...survey, weighted: { doc_count: 1 } } }, over(bucket)],
  ],
  ['no values of the field', [{ aggregations: { weighted: { doc_count: 0 } } }, over(bucket)]],
])('fails for an answer with %s instead of counting 0', async (_, replies) => {
  await expect(ask(...replies)).rejects.toThrow('understanding aggregations of Elasticsearch');
});

it('counts nothing where no index was asked', async () => {
  const none = { shards: 0, total: { value: 0, relation: 'eq' } } as const;
  expect(await ask(none, none)).toMatchObject({ total: 0, documents: 0, groups: [] });
});
