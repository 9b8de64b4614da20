import { decodeDeadLetter } from '@millrace/dead-letter';
import type { HttpReply } from '@millrace/http';
import type { OutboundRecord } from '@millrace/pipeline';
import { BOUNDS } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { routeHarness } from '../../test/route-harness.js';
import { NOW_MS } from '../../test/sample-origin.js';
import { createOtlpRoute } from './otlp-route.js';

const JSON_BODY = { 'content-type': 'application/json' };
const PROTOBUF_BODY = { 'content-type': 'application/x-protobuf' };
const NANOS = `${NOW_MS}000000`;
const good = { timeUnixNano: NANOS, body: { stringValue: 'good' } };
const tooFarAhead = {
  timeUnixNano: `${NOW_MS + 2 * BOUNDS.futureSkewMs}000000`,
  body: { stringValue: 'late' },
};

function harness(changes: Parameters<typeof routeHarness>[2] = {}) {
  const sent: OutboundRecord[] = [];
  const route = routeHarness(createOtlpRoute, async (records) => void sent.push(...records), changes);
  const ids = () => sent.map(({ headers }) => headers['id']);
  return { ...route, sent, ids };
}

function textOf({ body }: HttpReply): string {
  if (!Buffer.isBuffer(body)) throw new TypeError('the answer has no bytes');
  return body.toString();
}

function bodyOf(records: readonly object[], resource: object = {}): string {
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: records }] }] });
}

describe('POST /v1/logs', () => {
  it('answers a full success without a partial one, in the encoding of the request', async () => {
    const { post, sent } = harness();
    const reply = await post(bodyOf([good, good]), JSON_BODY);
    expect([reply.status, reply.headers?.['content-type'], textOf(reply)]).toEqual([
      ...[200, 'application/json', '{}'],
    ]);
    expect(sent).toHaveLength(2);
    const empty = await post(Buffer.alloc(0), PROTOBUF_BODY);
    expect([empty.status, empty.headers?.['content-type'], textOf(empty)]).toEqual([
      ...[200, 'application/x-protobuf', ''],
    ]);
    expect(sent).toHaveLength(2);
  });

  it('takes the good logs beside a bad one, which is a dead letter and counted as partial success', async () => {
    const { post, sent } = harness();
    const secret = [{ key: 'password', value: { stringValue: 'hunter2' } }];
    const reply = await post(bodyOf([good, { ...tooFarAhead, attributes: secret }]), JSON_BODY);
    expect([reply.status, JSON.parse(textOf(reply))]).toEqual([
      200,
      { partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('1 of 2 logs') } },
    ]);
    const letter = sent.find(({ topic }) => topic === 'dead-letters');
    const decoded = letter && decodeDeadLetter({ value: letter.value, headers: letter.headers });
    expect(decoded).toMatchObject({
      letter: {
        envelope: { topic: 'http', part: 1, code: 'timestamp-out-of-range', redacted: 1 },
        headers: { 'content-type': 'application/json' },
      },
    });
    expect(JSON.parse(String(letter?.value))).toMatchObject({
      body: 'late',
      attributes: { password: expect.stringContaining('REDACTED') },
    });
  });

  it('counts a log older than the retention as rejected', async () => {
    const { post, sent } = harness();
    const reply = await post(bodyOf([{ ...good, timeUnixNano: '1000000000' }]), JSON_BODY);
    expect(textOf(reply)).toContain('1 are older than the retention');
    expect(sent).toEqual([]);
  });

  it('gives the same bytes the same ids, and logs without a time too under an Idempotency-Key', async () => {
    const { post, ids } = harness();
    const stamped = bodyOf([good, good]);
    await post(stamped, JSON_BODY);
    await post(stamped, JSON_BODY);
    expect(new Set(ids()).size).toBe(2);
    const unstamped = bodyOf([{ body: { stringValue: 'x' } }, { body: { stringValue: 'x' } }]);
    await post(unstamped, { ...JSON_BODY, 'idempotency-key': 'k' });
    await post(unstamped, { ...JSON_BODY, 'idempotency-key': 'k' });
    expect(new Set(ids()).size).toBe(4);
  });

  it('gives the dead letters of a retry the ids of the first, whatever was wrong', async () => {
    let fresh = 0;
    const { post, sent } = harness({ freshId: () => `fresh-${fresh++}` });
    const tooLarge = { body: { stringValue: 'x'.repeat(BOUNDS.logBytes) } };
    const body = bodyOf([tooFarAhead, { timeUnixNano: NANOS }, {}, tooLarge]);
    await post(body, JSON_BODY);
    await post(body, JSON_BODY);
    const keys = sent.map(({ headers }) => headers['x-dl-key']);
    expect(keys).toHaveLength(8);
    expect(keys.slice(4)).toEqual(keys.slice(0, 4));
    expect(new Set(keys).size).toBe(4);
  });

  it('writes nothing of a request of which a part is not OTLP, however late it comes', async () => {
    const { post, sent, budget } = harness();
    const bad = { body: { stringValue: 5 } };
    const many = Array.from({ length: 20_000 }, () => good);
    for (const records of [
      [good, bad],
      [...many, bad],
    ]) {
      const { status, body } = await post(bodyOf(records), JSON_BODY);
      expect([status, body]).toMatchObject([400, { code: 'invalid-request' }]);
      expect(JSON.stringify(body)).toContain(`log ${records.length - 1}: stringValue: expected a string`);
    }
    expect((await post(Buffer.from([0x0a, 0x7f]), PROTOBUF_BODY)).status).toBe(400);
    expect(sent).toEqual([]);
    expect(budget.usedBytes()).toBe(0);
  });

  it('takes all logs of a body that is too large to be kept decoded', async () => {
    const { post, sent } = harness();
    const text = 'x'.repeat(1_000);
    const records = Array.from({ length: 1_500 }, () => ({ ...good, body: { stringValue: text } }));
    expect((await post(bodyOf(records), JSON_BODY)).status).toBe(200);
    expect(sent).toHaveLength(1_500);
  });

  it('refuses more logs than a request may hold, and logs that a large resource would multiply', async () => {
    const { post, sent } = harness();
    const empty = Array.from({ length: BOUNDS.logsPerRecord + 1 }, () => ({}));
    expect((await post(bodyOf(empty), JSON_BODY)).status).toBe(413);
    const attributes = [{ key: 'k', value: { stringValue: 'x'.repeat(200_000) } }];
    expect((await post(bodyOf(empty.slice(0, 1_000), { attributes }), JSON_BODY)).status).toBe(413);
    expect(sent).toEqual([]);
  });

  it('refuses a content type that is not of OTLP', async () => {
    const { post } = harness();
    const { status, headers } = await post('{}', { 'content-type': 'application/x-ndjson' });
    expect([status, headers?.['accept-post']]).toEqual([415, 'application/x-protobuf, application/json']);
  });
});
