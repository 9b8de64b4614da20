import { ProduceError, ProducerBusyError } from '@millrace/pipeline';
import { describe, expect, it } from 'vitest';
import { routeHarness } from '../../test/route-harness.js';
import type { Send } from '../../test/route-harness.js';
import { createNdjsonRoute } from './ndjson-route.js';
import type { TakeRequestDeps } from './take-request.js';

const harness = (send: Send, changes: Partial<TakeRequestDeps> = {}) =>
  routeHarness(createNdjsonRoute, send, changes);

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
