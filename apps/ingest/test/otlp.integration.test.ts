import { gzipSync } from 'node:zlib';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import type { SourceRecord } from '@millrace/pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startForgetfulProxy } from './forgetful-proxy.js';
import { issueKey, runIngest } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';
import type { ScratchServers } from './scratch-servers.js';
import { whatWasWritten } from './what-was-written.js';

const EXPORTERS = [
  ['protobuf', ProtobufExporter],
  ['JSON', JsonExporter],
] as const;
const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };

/** A request in JSON whose logs have these bodies and the present as time. */
function requestOf(...bodies: readonly unknown[]): string {
  const timeUnixNano = `${Date.now()}000000`;
  const logRecords = bodies.map((body) => ({ timeUnixNano, body }));
  return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
}

describe('POST /v1/logs on real servers', () => {
  let servers: ScratchServers;
  let ingest: Awaited<ReturnType<typeof runIngest>>;
  let key: string;
  let topics: ReturnType<typeof whatWasWritten>;

  const written = () => topics.look();

  async function post(
    body: string | Uint8Array,
    headers: Record<string, string>,
    secret: string | null = key,
  ) {
    const response = await fetch(`http://127.0.0.1:${ingest.port}/v1/logs`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { ...headers, ...(secret !== null && { authorization: `Bearer ${secret}` }) },
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  }

  /** The official SDK, which sends to a port. */
  function sdk(Exporter: (typeof EXPORTERS)[number][1], port: number, headers: Record<string, string> = {}) {
    const exporter = new Exporter({
      url: `http://127.0.0.1:${port}/v1/logs`,
      headers: { authorization: `Bearer ${key}`, ...headers },
      compression: 'gzip' as never,
    });
    return new LoggerProvider({
      resource: resourceFromAttributes({
        'service.name': 'checkout',
        'service.version': '1.2.3',
        'deployment.environment.name': 'test',
      }),
      processors: [new BatchLogRecordProcessor({ exporter })],
    });
  }

  beforeAll(async () => {
    servers = await scratchServers();
    topics = whatWasWritten(servers);
    key = await issueKey(servers, 'shop', ['ingest']);
    ingest = await runIngest(servers);
  });
  afterAll(async () => {
    await ingest.stop(10_000);
    await servers.drop();
  });
  beforeEach(() => topics.forget());

  it.each(EXPORTERS)(
    'takes what the official SDK sends in %s, gzip and trace context included',
    async (_name, Exporter) => {
      const provider = sdk(Exporter, ingest.port, { traceparent: TRACEPARENT, tracestate: 'a=1,b=2' });
      const at = Date.now();
      provider.getLogger('cart', '4.5').emit({
        timestamp: at,
        severityNumber: SeverityNumber.ERROR2,
        severityText: 'ERROR',
        body: 'payment failed',
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'no card',
          'order.items': ['a', 'b'],
          'order.total': 12.5,
          paid: false,
        },
      });
      provider
        .getLogger('cart')
        .emit({ body: { msg: 'from a map', user: { id: 7 } }, eventName: 'cart.opened' });
      await provider.shutdown();
      const { documents, records } = await written();
      expect(documents).toHaveLength(2);
      expect(documents.find(({ message }) => message === 'payment failed')).toMatchObject({
        '@timestamp': `${new Date(at).toISOString().slice(0, -1)}000000Z`,
        tenant: 'shop',
        'log.level': 'error',
        severity: 18,
        'service.name': 'checkout',
        'service.version': '1.2.3',
        'service.environment': 'test',
        'log.logger': 'cart',
        'error.type': 'TypeError',
        'error.message': 'no card',
        attributes: { 'order.items': ['a', 'b'], paid: false, 'scope.version': '4.5' },
        numbers: { 'order.total': 12.5 },
      });
      expect(documents.find(({ message }) => message === 'from a map')).toMatchObject({
        severity: 0,
        attributes: { 'event.name': 'cart.opened' },
        numbers: { 'user.id': 7 },
      });
      for (const { headers } of records) {
        expect([String(headers['traceparent']), String(headers['tracestate'])]).toEqual([
          TRACEPARENT,
          'a=1,b=2',
        ]);
      }
    },
  );

  it.each(EXPORTERS)(
    'doubles nothing when the SDK retries in %s because the answer was lost',
    async (_name, Exporter) => {
      const proxy = await startForgetfulProxy(ingest.port, 1);
      const provider = sdk(Exporter, proxy.port);
      const logger = provider.getLogger('cart');
      for (let number = 0; number < 100; number++) logger.emit({ body: `log ${number % 10}` });
      await provider.shutdown();
      expect(proxy.answered()).toBe(2);
      await proxy.stop();
      const { records } = await written();
      const idOf = ({ headers }: SourceRecord) => String(headers['id']);
      expect(records).toHaveLength(200);
      expect(new Set(records.map(idOf)).size).toBe(100);
    },
  );

  it('answers a full success with nothing and a request of nothing with 200, each in its encoding', async () => {
    const success = await post(requestOf({ stringValue: 'x' }), JSON_TYPE);
    expect(success).toEqual({ status: 200, type: 'application/json', text: '{}' });
    const empty = await post('', PROTOBUF_TYPE);
    expect(empty).toEqual({ status: 200, type: 'application/x-protobuf', text: '' });
    expect((await post('{}', JSON_TYPE)).status).toBe(200);
  });

  it('keeps a bad log as a dead letter with the trace context of the request, and says so', async () => {
    const body = requestOf({ stringValue: 'fine' }, { stringValue: 'x'.repeat(1_100_000) });
    const context = { traceparent: TRACEPARENT, tracestate: 'a=1' };
    const { status, text } = await post(body, { ...JSON_TYPE, ...context });
    expect([status, JSON.parse(text)]).toMatchObject([200, { partialSuccess: { rejectedLogRecords: '1' } }]);
    expect(text).toContain('record-too-large');
    const { documents, letters, letterRecords } = await written();
    expect(documents).toMatchObject([{ message: 'fine' }]);
    expect(letters).toMatchObject([{ envelope: { code: 'record-too-large', part: 1, tenant: 'shop' } }]);
    const { headers } = letterRecords[0]!;
    expect([String(headers['traceparent']), String(headers['tracestate'])]).toEqual([TRACEPARENT, 'a=1']);
  });

  it('ignores a trace context that is not valid', async () => {
    const context = { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'a=1' };
    expect((await post(requestOf({ stringValue: 'x' }), { ...JSON_TYPE, ...context })).status).toBe(200);
    const [record] = (await written()).records;
    expect(record?.headers).not.toHaveProperty('traceparent');
    expect(record?.headers).not.toHaveProperty('tracestate');
  });

  it.each<[string, number, () => ReturnType<typeof post>]>([
    ['no key', 401, () => post('{}', JSON_TYPE, null)],
    ['no JSON', 400, () => post('{"resourceLogs":[', JSON_TYPE)],
    ['wrong types', 400, () => post(requestOf({ stringValue: 5 }), JSON_TYPE)],
    ['deep nesting', 400, () => post(`{"resourceLogs":${'['.repeat(100_000)}`, JSON_TYPE)],
    ['truncated protobuf', 400, () => post(Buffer.from([0x0a, 0x05, 0x12]), PROTOBUF_TYPE)],
    ['a huge length', 400, () => post(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07]), PROTOBUF_TYPE)],
    ['damaged gzip', 400, () => post('no gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' })],
    [
      'a bomb',
      413,
      () => post(gzipSync(Buffer.alloc(32 * 1_048_576)), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
    ],
    ['an unknown encoding', 415, () => post('{}', { ...JSON_TYPE, 'content-encoding': 'lzma' })],
  ])(
    'refuses %s with %i and a Status in the encoding of the request, and writes nothing',
    async (_name, status, send) => {
      const answer = await send();
      expect(answer.status).toBe(status);
      if (answer.type === 'application/json')
        expect(JSON.parse(answer.text)).toMatchObject({ message: expect.any(String) });
      else expect(answer.type).toBe('application/x-protobuf');
      expect(await written()).toMatchObject({ records: [], letters: [] });
    },
  );

  it('refuses a content type that is not of OTLP, and says which are', async () => {
    const { status, text } = await post('{}', { 'content-type': 'text/plain' });
    expect([status, JSON.parse(text)]).toMatchObject([415, { code: 'unsupported-content-type' }]);
    expect(text).toContain('application/x-protobuf');
  });

  it('is ready and holds no body after all of this', async () => {
    expect((await fetch(`http://127.0.0.1:${ingest.port}/readyz`)).status).toBe(200);
    expect(await ingest.metrics()).toMatch(/millrace_ingest_inflight_body_bytes 0/);
  });
});
