import { describe, expect, it } from 'vitest';
import { correlationGroupSchema } from './correlation-group.js';
import { correlationsIndexTemplate, correlationsMapping } from './correlation-template.js';
import { indexPattern, parseDayIndex } from './day-index.js';
import { correlationsIndexOf } from './tenant.js';

const template = correlationsIndexTemplate({ shards: 1, replicas: 0, refreshInterval: '1s' });

describe('template of correlation indices', () => {
  it('maps every field of the group and nothing else, and no unknown one', () => {
    expect(Object.keys(correlationsMapping())).toEqual(Object.keys(correlationGroupSchema.shape));
    expect(template.template.mappings.dynamic).toBe(false);
  });

  it('keeps members and evidence without indexing them', () => {
    const mapping = correlationsMapping();
    expect(mapping['members']).toEqual({ type: 'object', enabled: false });
    expect(mapping['evidence']).toEqual({ type: 'object', enabled: false });
  });

  it('applies to the correlation indices of every tenant and to no index of logs', () => {
    const index = correlationsIndexOf('team_a', '2026.11.21');
    expect(template.index_patterns).toEqual([indexPattern('correlations')]);
    expect(parseDayIndex(index)).toEqual({ family: 'correlations', tenant: 'team_a', day: '2026.11.21' });
    expect(index.startsWith(indexPattern('correlations', 'team_a').slice(0, -1))).toBe(true);
    expect(index.startsWith('millrace-logs-')).toBe(false);
  });
});
