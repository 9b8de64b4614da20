import { createByteBudget, ProblemError } from '@millrace/http';
import type { HttpRequest, HttpReply } from '@millrace/http';
import { ProduceError, ProducerBusyError } from '@millrace/pipeline';
import type { Principal } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { NOW_MS, openRegistry, redactor } from '../../test/sample-origin.js';
import { createIngestPipeline } from '../pipeline.js';
import { createNdjsonRoute } from './ndjson-route.js';
import type { TakeRequestDeps } from './take-request.js';

const principal: Principal = { keyId: 'k', tenant: 'shop', scopes: ['ingest'] };
const NOTHING = () => undefined;

function harness(send: () => Promise<void>, changes: Partial<TakeRequestDeps> = {}) {
  const budget = createByteBudget(1_000);
  const ingestLogs = createIngestPipeline({
    registry: openRegistry(),
    producer: { send, bufferedBytes: () => 0, close: async () => undefined },
    redactor,
    topics: { logs: 'logs', deadLetters: 'dead-letters' },
    retentionMs: 1e9,
    chunk: { logs: 1, bytes: 1_000 },
  });
  const route = createNdjsonRoute({
    ingestLogs,
    secretOf: async () => Buffer.alloc(32),
    firstArrivalMs: async (_tenant, _key, nowMs) => nowMs,
    budget,
    events: {
      verdicts: NOTHING,
      recordsSettled: NOTHING,
      bodyReceived: NOTHING,
      dependencyFailed: NOTHING,
      rawTopicsChanged: NOTHING,
      rawSourceFailed: NOTHING,
      topicDrifted: NOTHING,
    },
    now: () => NOW_MS,
    wait: async () => undefined,
    freshId: () => 'fresh',
    ackTimeoutMs: 10_000,
    ...changes,
  });
  const post = async (text: string): Promise<HttpReply> => {
    try {
      return await route.handle(requestOf(text), principal);
    } catch (error) {
      if (error instanceof ProblemError) return error.reply();
      throw error;
    }
  };
  return { budget, post };
}

function requestOf(text: string): HttpRequest {
  return {
    method: 'POST',
    path: '/v1/ndjson',
    params: {},
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/x-ndjson' },
    body: (async function* () {
      yield Buffer.from(text);
    })(),
    remoteAddress: '127.0.0.1',
    requestId: 'r',
    signal: new AbortController().signal,
  };
}

describe('POST /v1/ndjson', () => {
  it('answers 429 with Retry-After at once when the producer is full', async () => {
    const { post } = harness(() => Promise.reject(new ProducerBusyError(1, 1_200)));
    const { status, headers } = await post('{"a":1}');
    expect([status, headers?.['retry-after']]).toEqual([429, '2']);
  });

  it('waits for room once a part of the request is written', async () => {
    let calls = 0;
    const { post } = harness(async () => {
      calls++;
      if (calls === 2 || calls === 3) throw new ProducerBusyError(1, 1);
    });
    const { status, body } = await post('{"a":1}\n{"a":2}');
    expect([status, body]).toMatchObject([200, { accepted: 2 }]);
    expect(calls).toBe(4);
  });

  it('answers 503 with Retry-After when Kafka refuses and when MongoDB is away', async () => {
    const kafka = harness(() => Promise.reject(new ProduceError('logs', new Error('gone'))));
    const mongo = harness(async () => undefined, { secretOf: () => Promise.reject(new Error('gone')) });
    for (const { post } of [kafka, mongo]) {
      const { status, headers } = await post('{"a":1}');
      expect([status, headers?.['retry-after']]).toEqual([503, '2']);
    }
  });

  it('answers 503 when the acknowledgement does not come within the deadline', async () => {
    const { post } = harness(() => new Promise(() => undefined), { ackTimeoutMs: 5 });
    const { status, body } = await post('{"a":1}');
    expect([status, body]).toMatchObject([
      503,
      { code: 'unavailable', detail: expect.stringContaining('within 5 ms') },
    ]);
  });

  it('does not hide a programming error behind an answer to come back', async () => {
    const { post } = harness(() => Promise.reject(new TypeError('a bug')));
    await expect(post('{"a":1}')).rejects.toThrow('a bug');
  });

  it('gives back the memory of the body, however the request ends', async () => {
    const endings = [
      harness(async () => undefined),
      harness(() => Promise.reject(new ProducerBusyError(1, 1))),
      harness(() => new Promise(() => undefined), { ackTimeoutMs: 5 }),
    ];
    for (const { budget, post } of endings) {
      await post('{"a":1}');
      expect(budget.usedBytes()).toBe(0);
    }
  });

  it('takes an empty body as no logs', async () => {
    const { post } = harness(async () => undefined);
    expect(await post('\n \n')).toMatchObject({ status: 200, body: { accepted: 0, rejected: 0 } });
  });
});
