import { describe, expect, it } from 'vitest';
import { LONGEST_RETENTION_MS, rawTopicOf, tenantOfRawTopic, TOPICS } from './topics.js';

describe('topics', () => {
  it('stamp records on arrival, so that an old event time cannot let retention eat them unread', () => {
    for (const topic of Object.values(TOPICS)) expect(topic.timestampType).toBe('LogAppendTime');
  });

  it('of a tenant belong to that tenant, plain logs.raw to the default one, others to none', () => {
    expect(tenantOfRawTopic(rawTopicOf('team_a').name, 'default')).toBe('team_a');
    expect(tenantOfRawTopic('logs.raw', 'default')).toBe('default');
    expect(tenantOfRawTopic('logs', 'default')).toBeUndefined();
    expect(tenantOfRawTopic('logs.rawx', 'default')).toBeUndefined();
  });

  it('are outlived by group offsets kept for the longest retention', () => {
    for (const topic of Object.values(TOPICS)) {
      expect(topic.retentionMs ?? 0).toBeLessThanOrEqual(LONGEST_RETENTION_MS);
    }
  });
});
