import { describe, expect, it } from 'vitest';
import { asJson, requestOf } from '../../test/otlp-request.js';
import { otlpLogs } from './otlp-logs.js';

const NANOS = '1795262400123456789';
const text = (stringValue: string) => ({ stringValue });
const attribute = (key: string, value: unknown) => ({ key, value });
const pairs = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([key, value]) =>
    attribute(key, typeof value === 'string' ? text(value) : value),
  );

function parse(record: Record<string, unknown>, resource: Record<string, unknown> = {}, scope: object = {}) {
  const logs = { resource: { attributes: pairs(resource) }, scopeLogs: [{ scope, logRecords: [record] }] };
  const [log] = otlpLogs(asJson({ resourceLogs: [logs] }), 'json');
  const result = log?.parse();
  if (!result?.ok) throw new Error(JSON.stringify(result));
  return { ...result.log, fields: Object.fromEntries(result.log.fields) };
}

describe('a LogRecord', () => {
  it('has its resource as service, version, environment and host, and its scope as logger', () => {
    const resource = {
      'service.name': 'checkout',
      'service.version': '1.2.3',
      'deployment.environment.name': 'prod',
      'host.name': 'web-1',
      'k8s.pod.name': 'checkout-7',
    };
    const scope = { name: 'io.shop.Cart', version: '4', attributes: pairs({ a: 'b' }) };
    expect(parse({ body: text('hi') }, resource, scope)).toMatchObject({
      message: 'hi',
      texts: {
        'service.name': 'checkout',
        'service.version': '1.2.3',
        'service.environment': 'prod',
        'host.name': 'web-1',
        'log.logger': 'io.shop.Cart',
      },
      fields: { 'k8s.pod.name': 'checkout-7', 'scope.version': '4', 'scope.attributes.a': 'b' },
    });
    expect(parse({ body: text('hi') }, { 'deployment.environment': 'dev' }).texts).toEqual({
      'service.environment': 'dev',
    });
  });

  it('keeps its own attribute as a field where the resource says who it is, and both of one name', () => {
    const log = parse(
      { body: text('hi'), attributes: pairs({ 'service.name': 'other', region: 'record' }) },
      { 'service.name': 'checkout', region: 'resource' },
    );
    expect(log.texts).toEqual({ 'service.name': 'checkout' });
    expect(log.fields).toEqual({ 'service.name': 'other', region: 'record', 'resource.region': 'resource' });
  });

  it('has the time it states, else when it was observed, else none; to the nanosecond', () => {
    const stamp = { kind: 'instant', epochMs: 1_795_262_400_123, nanos: 456_789 };
    expect(parse({ body: text('x'), timeUnixNano: NANOS, observedTimeUnixNano: '1' }).stamp).toEqual(stamp);
    expect(parse({ body: text('x'), timeUnixNano: '0', observedTimeUnixNano: NANOS }).stamp).toEqual(stamp);
    expect(parse({ body: text('x') })).not.toHaveProperty('stamp');
    expect(
      parse({ body: text('x'), attributes: pairs({ time: '2026-11-21T12:00:00Z' }) }),
    ).not.toHaveProperty('stamp');
  });

  it('takes a time written as a number that no double holds', () => {
    const body = asJson(requestOf({ body: text('x'), timeUnixNano: '@' }))
      .toString()
      .replace('"@"', NANOS);
    const [log] = otlpLogs(Buffer.from(body), 'json');
    expect(log?.parse()).toMatchObject({ log: { stamp: { epochMs: 1_795_262_400_123, nanos: 456_789 } } });
  });

  it.each([
    [{ severityNumber: 18, severityText: 'CRIT' }, 'crit', 18],
    [{ severityNumber: 18 }, 'error', 18],
    [{ severityText: 'WARN' }, 'warn', 13],
    [{ severityText: 'odd' }, 'odd', 0],
    [{ attributes: pairs({ level: 'info' }) }, 'info', 9],
    [{ severityNumber: 99 }, undefined, 0],
    [{}, undefined, 0],
  ])('%j has level %s and severity %i', (record, level, severity) => {
    const log = parse({ body: text('x'), ...record });
    expect([log.level, log.severity]).toEqual([level, severity]);
  });

  it('has error fields from exception attributes', () => {
    const attributes = pairs({
      'exception.type': 'TypeError',
      'exception.message': 'x is not a function',
      'exception.stacktrace': 'TypeError: x\n at y',
    });
    expect(parse({ body: text('failed'), attributes }).texts).toEqual({
      'error.type': 'TypeError',
      'error.message': 'x is not a function',
      'error.stack_trace': 'TypeError: x\n at y',
    });
  });

  it('correlates by its trace, unless an attribute says better; ids of zeros or another length are none', () => {
    const ids = { traceId: 'A'.repeat(32), spanId: 'b'.repeat(16) };
    const log = parse({ body: text('x'), ...ids });
    expect(log.texts).toEqual({ 'trace.id': 'a'.repeat(32), 'span.id': 'b'.repeat(16) });
    expect(log.correlation).toEqual({ id: 'a'.repeat(32), source: 'trace', field: 'trace.id' });
    const keyed = parse({ body: text('x'), ...ids, attributes: pairs({ request_id: 'r-1' }) });
    expect(keyed.correlation).toMatchObject({ id: 'r-1', source: 'request' });
    expect(parse({ body: text('x'), traceId: '0'.repeat(32), spanId: 'beef' }).texts).toEqual({});
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a text', { body: text('hi'), attributes: pairs({ message: 'other' }) }, 'hi'],
    ['a number', { body: { intValue: '42' } }, '42'],
    ['a list', { body: { arrayValue: { values: [text('a'), { boolValue: true }] } } }, '["a",true]'],
    ['a map with a message', { body: { kvlistValue: { values: pairs({ msg: 'hi', a: 'b' }) } } }, 'hi'],
    ['a map without', { body: { kvlistValue: { values: pairs({ a: 'b' }) } } }, '{"a":"b"}'],
    ['nothing but an event name', { eventName: 'user.login', attributes: pairs({ a: 'b' }) }, 'user.login'],
    ['nothing but an exception', { attributes: pairs({ 'exception.message': 'no' }) }, 'no'],
    ['nothing but attributes', { attributes: pairs({ a: 'b' }) }, '{"a":"b"}'],
  ])('whose body is %s has that as message', (_body, record, message) => {
    expect(parse(record).message).toBe(message);
  });

  it('keeps every member of a map and every attribute as a field, numbers as numbers', () => {
    const map = {
      kvlistValue: {
        values: pairs({
          msg: 'hi',
          http: { kvlistValue: { values: pairs({ status: { intValue: '200' } }) } },
        }),
      },
    };
    const attributes = pairs({
      'latency.ms': { doubleValue: 1.5 },
      huge: { intValue: '9007199254740993' },
      raw: { bytesValue: 'AAE=' },
    });
    expect(parse({ body: map, attributes, eventName: 'e', droppedAttributesCount: 2 }).fields).toEqual({
      'http.status': 200,
      'latency.ms': 1.5,
      huge: '9007199254740993',
      raw: 'AAE=',
      'event.name': 'e',
      dropped_attributes_count: 2,
    });
  });

  it.each(['-_8', '+/8=', '-_8='])('has bytes that JSON spells as %s as base64', (bytesValue) => {
    expect(parse({ body: text('x'), attributes: pairs({ raw: { bytesValue } }) }).fields).toEqual({
      raw: '+/8=',
    });
  });

  it("has the producer's own id from log.record.uid or event.id", () => {
    expect(parse({ body: text('x'), attributes: pairs({ 'log.record.uid': '01J' }) }).eventId).toBe('01J');
    expect(parse({ body: text('x'), attributes: pairs({ 'event.id': 'mine' }) }).eventId).toBe('mine');
  });

  it('that says nothing is no log', () => {
    const [log] = otlpLogs(asJson(requestOf({ timeUnixNano: NANOS })), 'json');
    expect(log?.parse()).toMatchObject({ ok: false, code: 'empty-record' });
  });
});
