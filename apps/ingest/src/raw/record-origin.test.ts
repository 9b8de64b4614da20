import { describe, expect, it } from 'vitest';
import { NOW_MS } from '../../test/sample-origin.js';
import { sampleRecord } from '../../test/sample-record.js';
import { recordOrigin } from './record-origin.js';

const FACTS = { tenant: 'shop', tenantSecret: Buffer.alloc(32, 7), nowMs: NOW_MS, mayBackfill: false };
const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

describe('recordOrigin', () => {
  it("keeps the trace context of the record's headers, whatever their case", () => {
    const record = sampleRecord({
      value: Buffer.from('x'),
      headers: { Traceparent: Buffer.from(TRACEPARENT), tracestate: 'a=1' },
    });
    expect(recordOrigin(record, FACTS).traceContext).toEqual({ traceparent: TRACEPARENT, tracestate: 'a=1' });
  });

  it('ignores one that is not valid', () => {
    const record = sampleRecord({
      value: Buffer.from('x'),
      headers: { traceparent: 'x', tracestate: 'a=1' },
    });
    expect(recordOrigin(record, FACTS)).not.toHaveProperty('traceContext');
  });
});
