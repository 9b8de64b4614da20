import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeLogOrigin,
  decodeLogRouting,
  decodeLogTimestamp,
  encodeLogHeaders,
  isCanonicalBytes,
  LOG_HEADER,
} from './log-headers.js';
import { CORRELATION_SOURCES } from './canonical-document.js';
import { formatTimestamp, indexDayOf } from './timestamp.js';
import { documentId } from './document-id.js';

const logs = fc
  .record({
    epochMs: fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
    nanos: fc.nat({ max: 999_999 }),
    tenant: fc.stringMatching(/^[a-z0-9_]{1,40}$/),
    severity: fc.integer({ min: 0, max: 24 }),
    service: fc.string({ minLength: 1 }).map((text) => text.toWellFormed()),
    correlation: fc.option(fc.constantFrom(...CORRELATION_SOURCES), { nil: undefined }),
  })
  .map(({ epochMs, nanos, correlation, ...rest }) => {
    const timestamp = formatTimestamp({ epochMs, nanos });
    return {
      ...rest,
      ...(correlation && { correlation }),
      timestamp,
      indexDay: indexDayOf(timestamp),
      documentId: documentId(rest.tenant, 'x', epochMs),
    };
  });

describe('record headers', () => {
  it('come back from strings and from the bytes a broker returns', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const headers = encodeLogHeaders(log);
        const asBytes = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
        );
        const routing = { documentId: log.documentId, tenant: log.tenant, indexDay: log.indexDay };
        expect(decodeLogRouting(headers)).toEqual(routing);
        expect(decodeLogRouting(asBytes)).toEqual(routing);
        expect(decodeLogTimestamp(asBytes)).toBe(log.timestamp);
        const { timestamp, severity, service, correlation } = log;
        expect(decodeLogOrigin(headers)).toEqual({ timestamp, severity, service, correlation });
        expect(decodeLogOrigin(asBytes)).toEqual({ timestamp, severity, service, correlation });
      }),
    );
  });

  it.each([
    [LOG_HEADER.version, '2'],
    [LOG_HEADER.documentId, 'short'],
    [LOG_HEADER.documentId, 'AAAAAAAAAAAAAAAAAAAAA"'],
    [LOG_HEADER.tenant, 'a-b'],
    [LOG_HEADER.tenant, '../x'],
    [LOG_HEADER.indexDay, '2026.11.21\n'],
    [LOG_HEADER.indexDay, '2026-11-21'],
  ])('name the first header that is malformed: %s = %j', (name, value) => {
    const good = encodeLogHeaders({
      documentId: documentId('default', 'x', 0),
      tenant: 'default',
      indexDay: '1970.01.01',
      timestamp: formatTimestamp({ epochMs: 0, nanos: 0 }),
      severity: 0,
      service: 's',
    });
    expect(decodeLogRouting({ ...good, [name]: value })).toEqual({ bad: name });
    expect(decodeLogRouting({ ...good, [name]: undefined })).toEqual({ bad: name });
    expect(decodeLogRouting({ ...good, [name]: [value, value] })).toEqual({ bad: name });
  });
});

describe('the origin of a log', () => {
  it.each([
    [LOG_HEADER.timestamp, 'yesterday'],
    [LOG_HEADER.severity, '25'],
    [LOG_HEADER.severity, '09'],
    [LOG_HEADER.service, undefined],
    [LOG_HEADER.correlation, 'guess'],
    [LOG_HEADER.correlation, ['trace', 'trace']],
  ])('names the first header that is malformed: %s = %j', (name, value) => {
    const good = encodeLogHeaders({
      documentId: documentId('default', 'x', 0),
      tenant: 'default',
      indexDay: '1970.01.01',
      timestamp: formatTimestamp({ epochMs: 0, nanos: 0 }),
      severity: 0,
      service: 's',
      correlation: 'trace',
    });
    expect(decodeLogOrigin({ ...good, [name]: value })).toEqual({ bad: name });
  });
});

describe('canonical bytes', () => {
  it.each([
    ['{}', true],
    ['{"a":1}', true],
    ['{"a":1}\n{"delete":{"_id":"x"}}', false],
    ['{"a":1}\n', false],
    [' {}', false],
    ['[]', false],
    ['{', false],
    ['', false],
  ])('%j goes unparsed into a bulk body: %s', (text, expected) => {
    expect(isCanonicalBytes(Buffer.from(text))).toBe(expected);
  });

  it('a record without a value is none', () => {
    expect(isCanonicalBytes(null)).toBe(false);
  });
});
