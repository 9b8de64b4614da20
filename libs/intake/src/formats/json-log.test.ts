import { describe, expect, it } from 'vitest';
import { parseRecord } from '../parse-record.js';
import type { ParsedLog } from '../parsed-log.js';

function parsed(object: unknown): ParsedLog {
  const result = parseRecord(Buffer.from(typeof object === 'string' ? object : JSON.stringify(object)));
  if (!result.ok) throw new Error(`${result.code}: ${result.reason}`);
  return result.log;
}
const rejected = (text: string) => {
  const result = parseRecord(Buffer.from(text), { format: 'json' });
  return result.ok ? 'accepted' : result.code;
};
const fields = (log: ParsedLog) => Object.fromEntries(log.fields);
const AT = { kind: 'instant', epochMs: 1_795_262_400_000, nanos: 0 };

describe('JSON logs', () => {
  it('reads ECS, nested or dotted', () => {
    const log = parsed({
      '@timestamp': '2026-11-21T12:00:00Z',
      log: { level: 'WARN', logger: 'shop' },
      message: 'hi',
      service: { name: 'api', version: '1', environment: 'prod' },
      'host.name': 'h1',
      trace: { id: '4BF92F3577B34DA6A3CE929D0E0E4736' },
      'span.id': '00F067AA0BA902B7',
      error: { type: 'E', message: 'boom', stack_trace: 'at x' },
    });
    expect(log).toMatchObject({ message: 'hi', level: 'warn', severity: 13, stamp: AT });
    expect(log.texts).toEqual({
      'service.name': 'api',
      'service.version': '1',
      'service.environment': 'prod',
      'host.name': 'h1',
      'log.logger': 'shop',
      'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736',
      'span.id': '00f067aa0ba902b7',
      'error.type': 'E',
      'error.message': 'boom',
      'error.stack_trace': 'at x',
    });
    expect(log.correlation).toMatchObject({ id: '4bf92f3577b34da6a3ce929d0e0e4736', source: 'trace' });
    expect(fields(log)).toEqual({});
  });

  it.each([
    ['pino', { level: 40, time: 1795262400000, msg: 'hi', hostname: 'h' }, 'warn', 13],
    ['bunyan', { v: 0, level: 60, time: '2026-11-21T12:00:00.000Z', msg: 'hi', pid: 1 }, 'fatal', 21],
    ['winston', { level: 'error', message: 'hi', timestamp: '2026-11-21T12:00:00.000Z' }, 'error', 17],
    ['zap', { level: 'info', ts: 1795262400.0, msg: 'hi', caller: 'a.go:1' }, 'info', 9],
    ['logrus', { level: 'warning', time: '2026-11-21T12:00:00Z', msg: 'hi' }, 'warning', 13],
    ['Serilog', { '@t': '2026-11-21T12:00:00Z', '@m': 'hi', '@l': 'Error' }, 'error', 17],
    ['GELF', { short_message: 'hi', level: 3, timestamp: 1795262400, version: '1.1' }, 'err', 17],
    ['Python', { asctime: '2026-11-21 12:00:00,000', levelno: 40, message: 'hi' }, 'error', 17],
    [
      'OpenTelemetry',
      {
        timeUnixNano: '1795262400000000000',
        severityText: 'WARN3',
        severityNumber: 15,
        body: { stringValue: 'hi' },
      },
      'warn3',
      15,
    ],
    ['a cloud', { severity: 'CRITICAL', message: 'hi', timestamp: '2026-11-21T12:00:00Z' }, 'critical', 18],
  ])('reads %s', (_name, object, level, severity) => {
    expect(parsed(object)).toMatchObject({ message: 'hi', level, severity, stamp: AT });
  });

  it('reads a canonical document as itself', () => {
    const log = parsed({
      '@timestamp': '2026-11-21T12:00:00.000000000Z',
      'event.id': 'x',
      message: 'm',
      'log.level': 'notice',
      severity: 10,
      'service.name': 's',
      attributes: { a: 'b' },
      numbers: { n: 1 },
    });
    expect(log).toMatchObject({
      eventId: 'x',
      level: 'notice',
      severity: 10,
      texts: { 'service.name': 's' },
    });
    expect(fields(log)).toEqual({ a: 'b', n: 1 });
  });

  it('takes the best spelling of a role and keeps the others as fields', () => {
    const log = parsed({ msg: 'second', message: 'first', ts: 'soon', time: 0.25 });
    expect(log.message).toBe('first');
    expect(log.stamp).toBeUndefined();
    expect(fields(log)).toEqual({ msg: 'second', ts: 'soon', time: 0.25 });
  });

  it('falls back to a lesser time field when a better one holds none', () => {
    const log = parsed({ time: 0.25, ts: 1795262400, message: 'm' });
    expect(log.stamp).toEqual(AT);
    expect(fields(log)).toEqual({ time: 0.25 });
  });

  it('prefers correlation, then request, trace and session id, in any spelling', () => {
    const ids = { session_id: 's-1', traceId: 't-1', 'X-Request-ID': 'r-1', correlationId: 'c-1' };
    expect(parsed(ids).correlation).toEqual({ id: 'c-1', source: 'correlation', field: 'correlationId' });
    const { correlationId: _, ...rest } = ids;
    expect(parsed(rest).correlation).toMatchObject({ id: 'r-1', source: 'request' });
    expect(parsed({ http: { headers: { 'x-request-id': 'r-2' } } }).correlation).toMatchObject({ id: 'r-2' });
    expect(parsed({ session_id: 's-1', trace_id: 't-1' }).correlation).toMatchObject({ source: 'trace' });
    expect(parsed({ session_id: 's-1' }).correlation).toMatchObject({ id: 's-1', source: 'session' });
    expect(parsed({ message: 'took request_id: abc-1' }).correlation).toEqual({
      id: 'abc-1',
      source: 'text',
    });
  });

  it('reads trace and span out of a traceparent, and no trace out of zeros', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(parsed({ traceparent }).texts).toEqual({
      'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736',
      'span.id': '00f067aa0ba902b7',
    });
    expect(parsed({ traceId: '0'.repeat(32) }).texts).toEqual({});
  });

  it('takes no boolean and no stack trace for a text or an id', () => {
    const log = parsed({ error: false, trace: 'at a\n at b', span: true, message: 'm' });
    expect(log.texts).toEqual({});
    expect(fields(log)).toEqual({ error: false, trace: 'at a\n at b', span: true });
  });

  it('flattens objects, keeps arrays of scalars, writes other arrays as JSON, leaves nulls out', () => {
    const log = parsed({
      a: { b: { c: 1 } },
      list: ['x', true, 2, null],
      objects: [{ k: 'v' }],
      none: null,
      empty: {},
    });
    expect(fields(log)).toEqual({ 'a.b.c': 1, list: ['x', true, '2'], objects: '[{"k":"v"}]' });
  });

  it('has a message that finds it even when the sender gave none', () => {
    expect(parsed('{"order":"o-1"}').message).toBe('{"order":"o-1"}');
    expect(parsed({ error: 'boom' }).message).toBe('boom');
  });

  it('reads time and level out of a message that a container runtime wrapped', () => {
    const log = parsed({ log: '2026-11-21 12:00:00.000 17 ERROR shop.orders failed', stream: 'stderr' });
    expect(log).toMatchObject({ stamp: AT, level: 'error', texts: { 'log.logger': 'shop.orders' } });
  });

  it('keeps names that mean something to JavaScript as names', () => {
    const log = parsed('{"__proto__":{"x":"1"},"constructor":"c","toString":"t","message":"m"}');
    expect([...log.fields]).toEqual([
      ['__proto__.x', '1'],
      ['constructor', 'c'],
      ['toString', 't'],
    ]);
  });

  it('lets the last of equal names win', () => {
    expect(parsed('{"message":"a","message":"b"}').message).toBe('b');
  });

  it('cleans names that Elasticsearch refuses', () => {
    const log = parsed({
      '': 1,
      ' ': 2,
      'a\u0000b': 3,
      'x..y': 4,
      '.z': 5,
      ['é'.repeat(200)]: 6,
      message: 'm',
    });
    const names = [...log.fields.keys()];
    expect(names.slice(0, 4)).toEqual(['_', 'a_b', 'x._.y', '_.z']);
    expect(Buffer.byteLength(names[4]!)).toBe(256);
  });

  it.each([
    ['{"a":1', 'invalid-json'],
    ['[1]', 'not-an-object'],
    ['"text"', 'not-an-object'],
    ['null', 'not-an-object'],
    ['{"a":'.repeat(70) + '1' + '}'.repeat(70), 'too-deep'],
    ['{"@timestamp":"yesterday"}', 'timestamp-invalid'],
    ['{"timestamp":{"seconds":1}}', 'accepted'],
    ['{"timestamp":[1]}', 'timestamp-invalid'],
    ['{"timestamp":true}', 'timestamp-invalid'],
    ['{"timestamp":null}', 'accepted'],
    ['{"timestamp":""}', 'accepted'],
    ['{"event":{"id":""}}', 'invalid-field'],
    [`{"event.id":"${'x'.repeat(129)}"}`, 'invalid-field'],
    ['{"event.id":true}', 'invalid-field'],
    ['   ', 'empty-record'],
  ])('%s is %s', (text, expected) => {
    expect(rejected(text)).toBe(expected);
  });

  it('rejects bytes that are not UTF-8 and logs beyond the bound', () => {
    expect(parseRecord(Buffer.from([0x7b, 0xff, 0x7d]))).toMatchObject({ code: 'invalid-utf8' });
    expect(parseRecord(Buffer.alloc(1024 * 1024 + 1, 'x'))).toMatchObject({ code: 'record-too-large' });
  });
});
