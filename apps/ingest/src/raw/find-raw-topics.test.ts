import { describe, expect, it } from 'vitest';
import { INGEST_TOPICS } from '../ingest-topics.js';
import { findRawTopics } from './find-raw-topics.js';

const facts = {
  topics: ['logs', 'logs.raw', 'logs.raw.shop', 'logs.raw.bank', 'logs.raw.Big-Shop', 'logs.rawer', 'other'],
  tenants: ['shop', 'empty'],
  names: INGEST_TOPICS,
  rawTenant: undefined,
};

describe('findRawTopics', () => {
  it('reads the topics of tenants that exist, and of nobody else', () => {
    expect(findRawTopics(facts)).toEqual(['logs.raw.shop']);
  });

  it('reads the plain topic only where some tenant owns it', () => {
    expect(findRawTopics({ ...facts, rawTenant: 'default' })).toEqual(['logs.raw', 'logs.raw.shop']);
  });
});
