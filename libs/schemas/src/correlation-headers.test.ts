import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlationGroupDay, correlationGroupId, correlationVersion } from './correlation-group.js';
import {
  CORRELATION_HEADER,
  decodeCorrelationRouting,
  encodeCorrelationHeaders,
} from './correlation-headers.js';
import { formatTimestamp } from './timestamp.js';

const MAX_EPOCH = 2 ** 20;
const FIRST = '2026-11-21T00:00:00.000000000Z';

const groups = fc
  .record({
    tenant: fc.stringMatching(/^[a-z0-9_]{1,40}$/),
    correlationId: fc.string({ minLength: 1 }),
    epochMs: fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
    revision: fc.integer({ min: 1, max: 2 ** 31 }),
    epoch: fc.nat({ max: MAX_EPOCH }),
  })
  .map(({ tenant, correlationId, epochMs, revision, epoch }) => {
    const first = formatTimestamp({ epochMs, nanos: 0 });
    return {
      id: correlationGroupId({ tenant, rule: 'by-id', correlationId, first }),
      tenant,
      '@timestamp': first,
      revision,
      evidence: { duplicates: 0, late: 0, closedAt: '2026-11-21T00:00:00Z', epoch },
    };
  });

describe('headers of a correlation', () => {
  it('come back from strings and from the bytes a broker returns', () => {
    fc.assert(
      fc.property(groups, (group) => {
        const headers = encodeCorrelationHeaders(group);
        const asBytes = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
        );
        const routing = {
          documentId: group.id,
          tenant: group.tenant,
          indexDay: group['@timestamp'].slice(0, 10).replaceAll('-', '.'),
          version: correlationVersion(group.evidence.epoch, group.revision),
        };
        expect(decodeCorrelationRouting(headers)).toEqual(routing);
        expect(decodeCorrelationRouting(asBytes)).toEqual(routing);
      }),
    );
  });

  it('lead each revision to the index of the first, also when a late log moves the beginning to the day before', () => {
    const id = correlationGroupId({ tenant: 'default', rule: 'r', correlationId: 'c', first: FIRST });
    const evidence = { duplicates: 0, late: 1, closedAt: '2026-11-21T00:01:00Z', epoch: 1 };
    const earlier = '2026-11-20T23:59:59.999000000Z';
    const late = { id, tenant: 'default', '@timestamp': earlier, revision: 2, evidence };
    expect(decodeCorrelationRouting(encodeCorrelationHeaders(late))).toMatchObject({
      indexDay: '2026.11.21',
    });
    expect(correlationGroupDay(id)).toBe('2026.11.21');
    for (const none of ['', 'x', '_'.repeat(22), `${id}A`]) expect(correlationGroupDay(none)).toBeUndefined();
  });

  it.each([
    [CORRELATION_HEADER.version, '9'],
    [CORRELATION_HEADER.documentId, 'short'],
    [CORRELATION_HEADER.tenant, '../x'],
    [CORRELATION_HEADER.indexDay, '2026-11-21'],
    [CORRELATION_HEADER.revisionVersion, ''],
    [CORRELATION_HEADER.revisionVersion, '0'],
    [CORRELATION_HEADER.revisionVersion, '1.5'],
    [CORRELATION_HEADER.revisionVersion, '-1'],
    [CORRELATION_HEADER.revisionVersion, '1,"x":2'],
    [CORRELATION_HEADER.revisionVersion, '9999999999999999'],
  ])('name the first header that is malformed: %s = %j', (name, value) => {
    const good = encodeCorrelationHeaders({
      id: correlationGroupId({ tenant: 'default', rule: 'r', correlationId: 'c', first: FIRST }),
      tenant: 'default',
      '@timestamp': FIRST,
      revision: 1,
      evidence: { duplicates: 0, late: 0, closedAt: '2026-11-21T00:00:00Z', epoch: 1 },
    });
    expect(decodeCorrelationRouting({ ...good, [name]: value })).toEqual({ bad: name });
    expect(decodeCorrelationRouting({ ...good, [name]: undefined })).toEqual({ bad: name });
    expect(decodeCorrelationRouting({ ...good, [name]: [value, value] })).toEqual({ bad: name });
  });
});
