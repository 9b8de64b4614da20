import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeLogRouting, isCanonicalBytes } from '@millrace/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueKey, NDJSON, runIngest, sender } from './running-ingest.js';
import type { Send } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';
import type { ScratchServers } from './scratch-servers.js';
import { whatWasWritten } from './what-was-written.js';

const STAMP = '2026-11-21T12:00:00Z';
const TEXT = { 'content-type': 'text/plain' };

describe('POST /v1/ndjson on real servers', () => {
  let servers: ScratchServers;
  let ingest: Awaited<ReturnType<typeof runIngest>>;
  let send: Send;
  let keys: Record<'backfill' | 'plain' | 'search', string>;
  let topics: ReturnType<typeof whatWasWritten>;

  const written = () => topics.look();

  beforeAll(async () => {
    servers = await scratchServers();
    topics = whatWasWritten(servers);
    keys = {
      backfill: await issueKey(servers, 'shop', ['ingest', 'backfill']),
      plain: await issueKey(servers, 'shop', ['ingest']),
      search: await issueKey(servers, 'shop', ['search']),
    };
    ingest = await runIngest(servers);
    send = sender(ingest.port, keys.backfill);
  });
  afterAll(async () => {
    await ingest.stop(10_000);
    await servers.drop();
  });
  beforeEach(() => topics.forget());

  it('takes good lines, names bad ones by index, code and reason, and keeps them as dead letters', async () => {
    const lines = [
      `{"@timestamp":"${STAMP}","message":"paid","level":"info","latency_ms":12.5,"service":"pay"}`,
      '{broken "password":"hunter2"',
      '',
      '{"message":"no time"}',
    ];
    const { status, body } = await send(lines.join('\r\n'));
    expect(status).toBe(200);
    expect(body).toEqual({
      accepted: 2,
      rejected: 1,
      expired: 0,
      undeduplicated: 1,
      errors: [{ index: 1, code: 'invalid-json', reason: expect.any(String) }],
    });
    const { records, documents, letters } = await written();
    expect(documents).toHaveLength(2);
    expect(documents).toContainEqual(
      expect.objectContaining({
        '@timestamp': '2026-11-21T12:00:00.000000000Z',
        'service.name': 'pay',
        tenant: 'shop',
        severity: 9,
        numbers: { latency_ms: 12.5 },
      }),
    );
    for (const record of records) {
      expect(isCanonicalBytes(record.value)).toBe(true);
      expect(decodeLogRouting(record.headers)).toMatchObject({ tenant: 'shop' });
    }
    expect(letters).toHaveLength(1);
    expect(letters[0]?.envelope).toMatchObject({
      topic: 'http',
      part: 1,
      tenant: 'shop',
      code: 'invalid-json',
    });
    expect(letters[0]?.envelope.redacted).toBeGreaterThan(0);
    expect(String(letters[0]?.value)).not.toContain('hunter2');
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ])('takes %s', async (encoding, compress) => {
    const body = compress(Buffer.from(`{"@timestamp":"${STAMP}","message":"compressed"}\n`));
    expect(await send(body, { ...NDJSON, 'content-encoding': encoding })).toMatchObject({
      status: 200,
      body: { accepted: 1 },
    });
  });

  it('refuses truncated gzip and a gzip bomb as a whole, and writes nothing', async () => {
    const gzip = { ...NDJSON, 'content-encoding': 'gzip' };
    const body = gzipSync(Buffer.from('{"message":"x"}\n'));
    const truncated = await send(body.subarray(0, body.length - 6), gzip);
    expect([truncated.status, truncated.body.code]).toEqual([400, 'invalid-encoding']);
    const bomb = await send(gzipSync(Buffer.alloc(64 * 1_048_576, '{')), gzip);
    expect([bomb.status, bomb.body.code]).toEqual([413, 'too-large']);
    expect(await written()).toMatchObject({ records: [], letters: [] });
  });

  it('refuses a request without a key, with a wrong one and with one that lacks the scope', async () => {
    const refusals = [
      await sender(ingest.port, undefined)('{}'),
      await sender(ingest.port, `mr_${'a'.repeat(12)}_${'b'.repeat(43)}`)('{}'),
      await sender(ingest.port, keys.search)('{}'),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [401, 'missing-key'],
      [401, 'invalid-key'],
      [403, 'missing-scope'],
    ]);
  });

  it('refuses a content type that holds no logs, and says which do', async () => {
    const { status, headers, body } = await send('<log/>', { 'content-type': 'application/xml' });
    expect([status, body.code]).toEqual([415, 'unsupported-content-type']);
    expect(headers.get('accept-post')).toContain('application/x-ndjson');
  });

  it('keeps invalid UTF-8, a 10 MB line and deep JSON as dead letters and takes what is around them', async () => {
    const body = Buffer.concat([
      Buffer.from(`{"@timestamp":"${STAMP}","message":"before"}\n`),
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a]),
      Buffer.from(`{"message":"${'a'.repeat(10_000_000)}"}\n`),
      Buffer.from(`{"a":${'['.repeat(50_000)}\n`),
      Buffer.from(`{"@timestamp":"${STAMP}","message":"after"}\n`),
    ]);
    const answer = await send(body);
    expect(answer.body).toMatchObject({ accepted: 2, rejected: 3 });
    expect(answer.body.errors.map(({ index, code }) => [index, code])).toEqual([
      [1, 'invalid-utf8'],
      [2, 'record-too-large'],
      [3, 'too-deep'],
    ]);
    const { documents, letters } = await written();
    expect(documents.map(({ message }) => message).toSorted()).toEqual(['after', 'before']);
    expect(letters).toHaveLength(3);
    const long = letters.find(({ envelope }) => envelope.code === 'record-too-large');
    expect(long?.envelope.cutFromBytes).toBe(10_000_014);
  });

  it('writes a smuggled newline as data: one line, one document', async () => {
    const message = 'innocent\n{"delete":{"_index":"millrace-logs-shop-2026.11.21","_id":"x"}}\n';
    const { body } = await send(JSON.stringify({ '@timestamp': STAMP, message, latency: 'NaN' }));
    expect(body).toMatchObject({ accepted: 1, rejected: 0 });
    const { records, documents } = await written();
    expect(records[0]?.value?.includes(0x0a)).toBe(false);
    expect(documents[0].message).toBe(message);
  });

  it('takes a JSON array, and plain text with its own time and level', async () => {
    const array = await send(`[{"@timestamp":"${STAMP}","message":"a"},7]`, {
      'content-type': 'application/json',
    });
    expect(array.body).toMatchObject({ accepted: 1, errors: [{ index: 1, code: 'not-an-object' }] });
    const text = await send('2026-11-21T12:00:00Z ERROR disk is full\n  at Disk.write', TEXT);
    expect(text.body).toMatchObject({ accepted: 1, undeduplicated: 0 });
    const { documents } = await written();
    expect(documents.find(({ message }) => String(message).includes('disk'))).toMatchObject({
      'log.level': 'error',
      message: '2026-11-21T12:00:00Z ERROR disk is full\n  at Disk.write',
    });
  });

  it('stores two honest equal pings without times as two, and one of them sent again with its time as one', async () => {
    const ids = async () => (await written()).records.map(({ headers }) => String(headers['id']));
    await send('{"message":"ping"}\n{"message":"ping"}');
    await send('{"message":"ping"}\n{"message":"ping"}');
    expect(new Set(await ids()).size).toBe(4);
    for (let delivery = 0; delivery < 2; delivery++) await send(`{"@timestamp":"${STAMP}","message":"ping"}`);
    expect(new Set(await ids()).size).toBe(5);
  });

  it('meets its own ids when half a batch is sent again under one Idempotency-Key', async () => {
    const headers = { ...NDJSON, 'idempotency-key': 'batch-1' };
    const lines = Array.from({ length: 10 }, (_, i) => JSON.stringify({ message: `unstamped ${i % 7}` }));
    const first = await send(lines.join('\n'), headers);
    expect(first.body).toMatchObject({ accepted: 10, undeduplicated: 0 });
    await send(lines.slice(0, 5).join('\n'), headers);
    const { records } = await written();
    expect(records).toHaveLength(15);
    expect(new Set(records.map((record) => String(record.headers['id']))).size).toBe(10);
  });

  it('lets only a key that may backfill send what is older than the retention', async () => {
    const old = '{"@timestamp":"2019-01-01T00:00:00Z","message":"old"}';
    expect((await sender(ingest.port, keys.plain)(old)).body).toMatchObject({ accepted: 0, expired: 1 });
    expect((await send(old)).body).toMatchObject({ accepted: 1, expired: 0 });
  });

  it('completes what lacks a time from the reference time, and keeps id, service and trace of the request', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const entry = { 'event.original': 'Dec 10 06:55:46 LabSZ sshd[24200]: hi', 'event.id': 'ship.1' };
    const tracestate = 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE';
    const { body } = await send(`${JSON.stringify({ ...entry, 'service.name': 'OpenSSH' })}\n{broken`, {
      'content-type': 'application/vnd.millrace.text-entries+x-ndjson',
      'millrace-reference-time': '2016-01-01T00:00:00Z',
      ...{ traceparent, tracestate },
    });
    expect(body).toMatchObject({ accepted: 1, rejected: 1, undeduplicated: 0 });
    const { records, documents, letters } = await written();
    expect(documents[0]).toMatchObject({
      '@timestamp': '2015-12-10T06:55:46.000000000Z',
      'event.id': 'ship.1',
      'service.name': 'OpenSSH',
      'event.reference_clock': 'header',
      message: entry['event.original'],
    });
    for (const headers of [records[0]?.headers, letters[0]?.headers]) {
      expect(String(headers?.['traceparent'])).toBe(traceparent);
      expect(String(headers?.['tracestate'])).toBe(tracestate);
    }
  });

  it('is ready, and counts what it did', async () => {
    const ready = await fetch(`http://127.0.0.1:${ingest.port}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true }]);
    const metrics = await ingest.metrics();
    expect(metrics).toMatch(/millrace_ingest_accepted_logs_total\{source="http"\} \d+/);
    expect(metrics).toMatch(/millrace_ingest_dead_lettered_logs_total\{source="http",code="too-deep"\} 1/);
    expect(metrics).toMatch(/millrace_ingest_inflight_body_bytes 0/);
  });
});
