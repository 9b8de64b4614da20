import { describe, expect, it } from 'vitest';
import { BOUNDS } from './bounds.js';
import { canonicalDocumentSchema } from './canonical-document.js';
import { logsIndexTemplate, logsMapping } from './index-template.js';
import { parseDayIndex } from './day-index.js';
import { logsIndexOf } from './tenant.js';

const template = logsIndexTemplate({ shards: 1, replicas: 0, refreshInterval: '1s' });

describe('index template', () => {
  it('maps every field of the canonical document and nothing else', () => {
    expect(Object.keys(logsMapping())).toEqual(Object.keys(canonicalDocumentSchema.shape));
  });

  it('keeps nanoseconds, and text searchable by the standard analyzer', () => {
    const mapping = logsMapping();
    expect(mapping['@timestamp']).toEqual({ type: 'date_nanos' });
    expect(mapping['message']).toEqual({ type: 'text', analyzer: 'standard' });
  });

  it('cuts keywords and attributes where ingest cuts them', () => {
    const mapping = logsMapping();
    expect(mapping['service.name']).toEqual({ type: 'keyword', ignore_above: BOUNDS.keywordBytes });
    expect(mapping['attributes']).toEqual({ type: 'flattened', ignore_above: BOUNDS.attributeValueBytes });
  });

  it('maps no unknown field but numbers, which keep their dots', () => {
    expect(template.template.mappings.dynamic).toBe(false);
    expect(logsMapping()['numbers']).toEqual({ type: 'object', subobjects: false, dynamic: true });
  });

  it('applies to the indices of every tenant', () => {
    const index = logsIndexOf('team_a', '2026.11.21');
    expect(template.index_patterns).toEqual(['millrace-logs-*']);
    expect(index.startsWith('millrace-logs-')).toBe(true);
    expect(parseDayIndex(index)).toEqual({ family: 'logs', tenant: 'team_a', day: '2026.11.21' });
  });
});
