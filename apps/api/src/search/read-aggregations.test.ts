import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SearchReply } from '@millrace/elasticsearch';
import { readAggregations } from './read-aggregations.js';

const REPLY: SearchReply = { hits: [], tookMs: 1, timedOut: false, failedShards: 0, shards: 1 };
const schema = z.object({ parts: z.object({ buckets: z.array(z.object({ doc_count: z.number() })) }) });
const read = (rest: Partial<SearchReply>) => readAggregations({ ...REPLY, ...rest }, schema);

describe('the aggregations of a reply', () => {
  it('are none where no index was asked or the reply says that it is incomplete', () => {
    expect(read({ shards: 0 })).toBeUndefined();
    expect(read({ timedOut: true, aggregations: {} })).toBeUndefined();
    expect(read({ failedShards: 1 })).toBeUndefined();
  });

  it('are an error with its place where they are not what was asked for', () => {
    expect(() => read({})).toThrow('understanding aggregations of Elasticsearch: parts:');
    const aggregations = { parts: { buckets: [{ doc_count: 'many' }] } };
    expect(() => read({ aggregations })).toThrow('parts.buckets.0.doc_count:');
    expect(() => read({ aggregations, timedOut: true })).toThrow('doc_count');
  });
});
