import type { SourceRecord } from '@millrace/pipeline';
import {
  correlationGroupId,
  correlationVersion,
  encodeCorrelationHeaders,
  parkedHeaders,
} from '@millrace/schemas';
import { describe, expect, test } from 'vitest';
import { routeCorrelation, routeLog, routeParked } from './route-record.js';

const FIRST = '2026-11-21T12:00:00.000000000Z';
const id = correlationGroupId({ tenant: 'acme', rule: 'r', correlationId: 'c', first: FIRST });
const headers = encodeCorrelationHeaders({
  ...{ id, tenant: 'acme', '@timestamp': FIRST, revision: 2 },
  evidence: { duplicates: 0, late: 0, closedAt: '2026-11-21T12:01:00Z', epoch: 3 },
});

function record(own: Partial<SourceRecord>): SourceRecord {
  const value = Buffer.from('{"id":1}');
  return { topic: 't', partition: 0, offset: 0, timestampMs: 0, key: null, value, headers, ...own };
}

describe('a record of correlations', () => {
  test('goes to its own index, under its version', () => {
    expect(routeCorrelation(record({}))).toMatchObject({
      index: 'millrace-correlations-acme-2026.11.21',
      documentId: id,
      version: correlationVersion(3, 2),
    });
  });

  test('is refused for what could smuggle a bulk action: bytes of two lines, a version that is no number', () => {
    const smuggled = record({ value: Buffer.from('{"a":1}\n{"delete":{"_id":"x"}}') });
    expect(routeCorrelation(smuggled)).toMatchObject({ tenant: 'acme', unroutable: expect.anything() });
    const forged = record({ headers: { ...headers, version: '1,"_index":"x"' } });
    expect(routeCorrelation(forged)).toEqual({
      record: forged,
      unroutable: 'header version is missing or malformed',
    });
  });

  test('is a correlation again when it was parked, and a parked log stays a log whatever its headers are', () => {
    const parked = record({ headers: parkedHeaders(headers, 'correlations') });
    expect(routeParked(parked)).toMatchObject({
      index: 'millrace-correlations-acme-2026.11.21',
      version: 3 * 2 ** 32 + 2,
    });
    const log = record({ headers: parkedHeaders(headers, 'logs') });
    expect(routeParked(log)).toEqual(routeLog(log));
    expect(routeParked(log)).toMatchObject({ index: 'millrace-logs-acme-2026.11.21' });
    expect(routeParked(log)).not.toHaveProperty('version');
  });
});
