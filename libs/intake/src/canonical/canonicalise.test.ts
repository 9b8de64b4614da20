import {
  BOUNDS,
  canonicalDocumentSchema,
  decodeLogRouting,
  documentId,
  encodeLogHeaders,
  isCanonicalBytes,
} from '@millrace/schemas';
import type { CanonicalDocument } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intakeContext, NOW_MS } from '../../test/intake-context.js';
import { expandRecord } from '../expand-record.js';
import { parseRecord } from '../parse-record.js';
import { canonicalise } from './canonicalise.js';
import { candidateNumberNames } from './candidate-number-names.js';
import type { CanonicalLog, IntakeContext } from './intake-context.js';

function attempt(given: unknown, change: Partial<IntakeContext> = {}) {
  const parsed = parseRecord(Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)));
  return parsed.ok ? canonicalise(parsed.log, intakeContext(change)) : parsed;
}

function accepted(
  given: unknown,
  change: Partial<IntakeContext> = {},
): CanonicalLog & { document: CanonicalDocument } {
  const log = attempt(given, change);
  if (!log.ok) throw new Error(`${log.outcome}: ${log.reason}`);
  return { ...log, document: JSON.parse(log.bytes.toString()) };
}

describe('canonicalise', () => {
  it('writes the canonical document, its key and its headers', () => {
    const log = accepted({
      time: '2026-11-21T11:00:00.123456789Z',
      level: 'warn',
      msg: 'slow',
      service: 'api',
      request_id: 'r-1',
      latency_ms: 12.5,
      ok: true,
    });
    expect(log.document).toEqual({
      '@timestamp': '2026-11-21T11:00:00.123456789Z',
      'event.created': '2026-11-21T12:00:00.000Z',
      'event.id': 'logs.raw/0/0/0',
      tenant: 'default',
      message: 'slow',
      'log.level': 'warn',
      severity: 13,
      'service.name': 'api',
      'correlation.id': 'r-1',
      'correlation.source': 'request',
      attributes: { request_id: 'r-1', ok: true },
      numbers: { latency_ms: 12.5 },
    });
    expect(log).toMatchObject({
      key: 'r-1',
      eventId: 'logs.raw/0/0/0',
      undeduplicated: false,
      redacted: 0,
      headers: {
        documentId: documentId('default', 'logs.raw/0/0/0', Date.UTC(2026, 10, 21, 11) + 123),
        tenant: 'default',
        indexDay: '2026.11.21',
        timestamp: '2026-11-21T11:00:00.123456789Z',
        severity: 13,
        service: 'api',
      },
    });
  });

  it('writes the members in the order of the schema', () => {
    const { document } = accepted({
      msg: 'm',
      level: 'info',
      a: 'b',
      n: 1,
      host: 'h',
      error: { type: 't', message: 'e', stack: 's' },
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      big: 'x'.repeat(BOUNDS.attributeValueBytes + 1),
    });
    const order = Object.keys(canonicalDocumentSchema.shape).filter((field) => field in document);
    expect(Object.keys(document)).toEqual(order);
  });

  it('keys a log without correlation by its service', () => {
    expect(accepted({ message: 'm', service: 'api' }).key).toBe('api');
    expect(accepted('plain words').key).toBe('unknown_service');
  });

  it('never takes the tenant from the sender', () => {
    const { document } = accepted({ message: 'm', tenant: 'other' });
    expect([document.tenant, document.attributes]).toEqual(['default', { tenant: 'other' }]);
  });

  it('fills in what the sender left out, and only that', () => {
    const defaults = { service: 'd', host: 'h', environment: 'e' };
    expect(accepted({ message: 'm', service: 'own' }, { defaults }).document).toMatchObject({
      'service.name': 'own',
      'host.name': 'h',
      'service.environment': 'e',
    });
    expect(accepted({ message: 'm', service: ' ' }).document['service.name']).toBe('unknown_service');
  });
});

describe('time', () => {
  it('of a log without one is the reference clock, which the document names', () => {
    const reference = { epochMs: NOW_MS - 5, clock: 'append' } as const;
    expect(accepted('no time', { reference }).document).toMatchObject({
      '@timestamp': '2026-11-21T11:59:59.995000000Z',
      'event.reference_clock': 'append',
    });
  });

  it('without a year is completed from the reference clock', () => {
    const reference = { epochMs: Date.UTC(2020, 0, 5), clock: 'header' } as const;
    expect(accepted('Dec 10 06:55:48 h sshd[1]: x', { reference }).document).toMatchObject({
      '@timestamp': '2019-12-10T06:55:48.000000000Z',
      'event.reference_clock': 'header',
    });
  });

  it.each([
    [-1, 'timestamp-out-of-range'],
    [NOW_MS + BOUNDS.futureSkewMs + 1, 'timestamp-out-of-range'],
    [99_999_999_999_999, 'timestamp-out-of-range'],
    ['9999-12-31T23:59:59Z', 'timestamp-out-of-range'],
    ['0000-01-01T00:00:00Z', 'timestamp-out-of-range'],
    ['1969-12-31T23:59:59.999999999Z', 'timestamp-out-of-range'],
  ])('%s is dead-lettered', (timestamp, code) => {
    expect(attempt({ timestamp, message: 'm' })).toMatchObject({ ok: false, outcome: 'dead-lettered', code });
  });

  it('at the edges is taken', () => {
    expect(attempt({ timestamp: 0 }).ok).toBe(true);
    expect(attempt({ timestamp: NOW_MS + BOUNDS.futureSkewMs }).ok).toBe(true);
  });

  it('older than the retention is expired, unless everything is taken', () => {
    const old = { timestamp: NOW_MS - 10_000 };
    expect(attempt(old, { oldestAcceptedMs: NOW_MS - 9_999 })).toMatchObject({
      ok: false,
      outcome: 'expired',
    });
    expect(attempt(old, { oldestAcceptedMs: NOW_MS - 10_000 }).ok).toBe(true);
    expect(attempt(old).ok).toBe(true);
  });
});

describe('ids', () => {
  const fresh = () => 'fresh';

  it('are the producer’s when it sent one', () => {
    const eventId = { id: () => expect.fail('not asked'), freshWhenUnstamped: fresh };
    expect(accepted({ 'event.id': 'own', message: 'm' }, { eventId })).toMatchObject({
      eventId: 'own',
      undeduplicated: false,
    });
  });

  it('are fresh and counted for a log without a time whose content alone would tell nothing', () => {
    const eventId = { id: () => 'stable', freshWhenUnstamped: fresh };
    expect(accepted('ping', { eventId })).toMatchObject({ eventId: 'fresh', undeduplicated: true });
    expect(accepted('Dec 10 06:55:48 h a[1]: x', { eventId })).toMatchObject({ eventId: 'stable' });
  });
});

describe('fields', () => {
  it('are numbers only once registered, strings before', () => {
    const isRegisteredNumber = (name: string) => name === 'a';
    const { document } = accepted('{"a":1,"b":2.5,"c":-0,"d":12345678901234567890,"e":1e400}', {
      isRegisteredNumber,
    });
    expect(document.numbers).toEqual({ a: 1 });
    expect(document.attributes).toEqual({ b: '2.5', c: '0', d: '12345678901234567890', e: '1e400' });
    expect(Object.is(accepted('{"a":-0}').document.numbers?.['a'], 0)).toBe(true);
  });

  it('that would be numbers are listed beforehand', () => {
    const parsed = parseRecord(Buffer.from('{"a":1,"b":"2","c":12345678901234567890,"level":30}'));
    expect(parsed.ok && candidateNumberNames(parsed.log)).toEqual(['a']);
  });

  it('beyond the count are left out, which the document says', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`f${at}`, at % 2 ? at : `v${at}`]),
    );
    const { document } = accepted({ ...many, message: 'm' });
    const count = Object.keys(document.attributes!).length + Object.keys(document.numbers!).length;
    expect(count).toBe(BOUNDS.attributes);
    expect(document['event.truncated']).toEqual(['attributes']);
  });

  it('are cut at a character, each within its bound', () => {
    const { document } = accepted({
      message: '€'.repeat(30_000),
      host: 'é'.repeat(600),
      a: '😀'.repeat(3000),
    });
    expect(document['event.truncated']).toEqual(['message', 'host.name', 'attributes.a']);
    expect(document.message).toBe('€'.repeat(Math.floor(BOUNDS.messageBytes / 3)));
    expect(document['host.name']).toBe('é'.repeat(BOUNDS.keywordBytes / 2));
    expect(document.attributes?.['a']).toBe('😀'.repeat(BOUNDS.attributeValueBytes / 4));
  });

  it('that together do not fit make the log a dead letter', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, 'x'.repeat(8000)]));
    expect(attempt(many)).toMatchObject({ code: 'document-too-large' });
  });

  it('keep lone surrogates out', () => {
    const { bytes, document } = accepted('{"message":"a\\ud800b","x\\udc00":"\\udfff"}');
    expect(bytes.toString()).not.toMatch(/\\ud[89a-f]/i);
    expect(document.message).toBe('a\ufffdb');
    expect(document.attributes).toEqual({ 'x\ufffd': '\ufffd' });
  });
});

describe('redaction', () => {
  it('reaches message, texts, fields and JSON kept as text, and is counted', () => {
    const log = accepted({
      message: 'password=hunter2',
      error: { message: 'token=abc' },
      headers: { authorization: 'Basic abc', cookie: ['a'] },
      card: 4111111111111111,
      list: [{ credentials: { user: 'hunter2' } }],
    });
    expect(log.bytes.toString()).not.toMatch(/hunter2|abc|4111/);
    expect(log.redacted).toBe(6);
  });

  it('gives a session id a pseudonym, the same for equal ids, in field, key and header alike', () => {
    const one = accepted({ message: 'm', session_id: 's-123456' });
    const two = accepted({ message: 'n', session_id: 's-123456' });
    const other = accepted({ message: 'n', session_id: 's-999999' });
    expect(one.document['correlation.id']).toMatch(/^hmac:/);
    expect(one.key).toBe(one.document['correlation.id']);
    expect(two.key).toBe(one.key);
    expect(other.key).not.toBe(one.key);
    expect(one.bytes.toString()).not.toContain('s-123456');
    expect(
      accepted({ message: 'n', session_id: 's-123456' }, { tenantSecret: Buffer.alloc(32, 9) }).key,
    ).not.toBe(one.key);
  });

  it('gives an id found in the text a pseudonym when a rule takes it out of the text', () => {
    const hidden = accepted('login session_id=s-123456 ok');
    expect(hidden.document).toMatchObject({
      message: 'login session_id=[REDACTED:field] ok',
      'correlation.source': 'text',
    });
    expect(hidden.key).toMatch(/^hmac:/);
    expect(accepted('login request_id=s-123456 ok').key).toBe('s-123456');
  });

  it('does not touch what only looks like talk of secrets', () => {
    const line = 'Dec 10 06:55:48 h sshd[1]: Failed password for root from 192.0.2.1 port 1 ssh2';
    expect(accepted(line)).toMatchObject({ redacted: 0, document: { message: line } });
  });
});

describe('for anything a sender can send', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary', minLength: 500, maxLength: 9000 }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.jsonValue(),
  );
  const names = fc.constantFrom(
    ...[
      '@timestamp',
      'time',
      'ts',
      'level',
      'severity',
      'severityNumber',
      'message',
      'msg',
      'service',
      'event.id',
      'event',
    ],
    ...[
      'host',
      'trace.id',
      'span_id',
      'traceparent',
      'session_id',
      'request_id',
      'error',
      'err',
      'stack',
      '__proto__',
      'password',
    ],
    ...[
      'constructor',
      '',
      ' ',
      '.',
      'a..b',
      'attributes',
      'numbers',
      'resource',
      'correlation.id',
      'tenant',
      'body',
      'log',
    ],
  );
  const objects = fc.dictionary(fc.oneof(names, fc.string({ unit: 'binary' })), value, { maxKeys: 40 });
  const heads = fc.constantFrom(
    '',
    '{',
    '[',
    '<13>1 ',
    'Dec 10 06:55:48 ',
    '2026-11-21 12:00:00 ',
    'a=1 b=2 ',
    '{"a":',
  );
  const input = fc.oneof(
    objects.map((object) => Buffer.from(JSON.stringify(object))),
    fc.tuple(heads, fc.string({ unit: 'binary' })).map(([head, rest]) => Buffer.from(head + rest)),
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  );

  it('the bytes are a valid document on one line and the headers route it', () => {
    fc.assert(
      fc.property(input, (bytes) => {
        for (const raw of expandRecord(bytes)) {
          if (!raw.ok) continue;
          const parsed = parseRecord(raw.bytes);
          if (!parsed.ok) continue;
          const log = canonicalise(parsed.log, intakeContext());
          if (!log.ok) continue;
          expect(isCanonicalBytes(log.bytes)).toBe(true);
          expect(log.bytes.length).toBeLessThanOrEqual(BOUNDS.documentBytes);
          const document = JSON.parse(log.bytes.toString());
          expect(canonicalDocumentSchema.safeParse(document).error).toBeUndefined();
          expect(decodeLogRouting(encodeLogHeaders(log.headers))).not.toHaveProperty('bad');
          expect(log.headers.timestamp).toBe(document['@timestamp']);
          expect(log.key).toBe(document['correlation.id'] ?? document['service.name']);
          expect(log.headers.correlation).toBe(document['correlation.source']);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('the same input gives the same bytes, whenever it comes', () => {
    fc.assert(
      fc.property(objects, fc.nat({ max: 3_600_000 }), (object, laterMs) => {
        const first = attempt({ ...object, '@timestamp': NOW_MS });
        const second = attempt({ ...object, '@timestamp': NOW_MS }, { nowMs: NOW_MS + laterMs });
        fc.pre(first.ok && second.ok);
        const text = (log: CanonicalLog) => log.bytes.toString().replace(/"event.created":"[^"]*"/, '');
        expect(text(second)).toBe(text(first));
        expect(second.headers).toEqual(first.headers);
      }),
    );
  });
});
