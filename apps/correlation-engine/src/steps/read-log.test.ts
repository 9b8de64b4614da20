import type { SourceRecord } from '@millrace/pipeline';
import { documentId, encodeLogHeaders } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { createReadLog } from './read-log.js';

const TIMESTAMP = '2026-11-21T12:00:00.250000000Z';
const ID = documentId('shop', 'x', Date.parse('2026-11-21T12:00:00.250Z'));

function record(key: string | null, more: Readonly<Record<string, string | undefined>> = {}): SourceRecord {
  const headers = encodeLogHeaders({
    ...{ documentId: ID, tenant: 'shop', indexDay: '2026.11.21', timestamp: TIMESTAMP },
    ...{ severity: 17, service: 'wéb' },
  });
  const asBytes = Object.entries({ ...headers, ...more }).map(
    ([name, value]) => [name, value === undefined ? undefined : Buffer.from(value)] as const,
  );
  return {
    ...{ topic: 'logs', partition: 3, offset: 7, timestampMs: 5 },
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from('{}'),
    headers: Object.fromEntries(asBytes),
  };
}

const read = createReadLog(() => true);

describe('a record as grouping sees it', () => {
  it('is its key, its headers and its place', () => {
    expect(read(record('trace-1', { correlation: 'trace' }))).toMatchObject({
      kind: 'log',
      log: {
        ...{ tenant: 'shop', correlationId: 'trace-1', source: 'trace', documentId: ID },
        ...{ topic: 'logs', partition: 3, offset: 7, appendedAtMs: 5 },
        ...{ timestamp: TIMESTAMP, timestampMs: Date.parse('2026-11-21T12:00:00.250Z') },
        ...{ service: 'wéb', severity: 17, closes: true },
      },
    });
  });

  it.each([
    ['of an ingest that said nothing of correlation', record('trace-1'), 'log'],
    ['whose key is its service', record('wéb'), 'keyless'],
    ['whose correlation id happens to be its service', record('wéb', { correlation: 'request' }), 'log'],
    ['without a key', record(null), 'keyless'],
    ['with an empty key', record(''), 'keyless'],
  ])('%s', (_what, given, kind) => {
    expect(read(given).kind).toBe(kind);
  });

  it('that no ingest wrote names the header and, when it is known, the tenant', () => {
    expect(read(record('a', { id: undefined }))).toMatchObject({
      ...{ kind: 'unreadable', tenant: undefined, reason: 'header id is missing or malformed' },
    });
    expect(read(record('a', { severity: '99' }))).toMatchObject({
      ...{ kind: 'unreadable', tenant: 'shop', reason: 'header severity is missing or malformed' },
    });
  });
});
