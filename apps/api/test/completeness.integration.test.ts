import { createRecordFollower } from '@millrace/kafka';
import { createSigningKeyStore } from '@millrace/mongo';
import { createLogger, createTelemetry } from '@millrace/runtime';
import { encodeWatermark, logsIndexOf } from '@millrace/schemas';
import type { Watermark } from '@millrace/schemas';
import { createCursorCodec, createKeyRing } from '@millrace/tail-cursor';
import { waitFor } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCompleteness } from '../src/completeness/start-completeness.js';
import { apiHarness, canonicalDocument } from './api-harness.js';
import type { Answer, ApiHarness } from './api-harness.js';

const PATIENCE_MS = 20_000;
/** `MILLRACE_API_COMPLETE_WITHIN_MS` of the harness. */
const WITHIN_S = 4;

describe('the completeness of an answer', () => {
  let api: ApiHarness;
  let key: string;
  beforeAll(async () => {
    api = await apiHarness();
    key = await api.keyOf(api.tenants.acme, ['search']);
    await api.index(['a', 'b', 'c'].map((id) => canonicalDocument(api.tenants.acme, id)));
  });
  afterAll(() => api.close());

  const search = (query = '') => api.call('GET', `/v1/logs?${query}`, { key });
  const until = (isReached: (json: Answer['json']) => boolean): Promise<Answer['json']> =>
    waitFor(async () => {
      const { json } = await search();
      return isReached(json) && json;
    }, PATIENCE_MS);
  /** As operators see it, in seconds. */
  const age = async () => {
    const { text } = await api.call('GET', '/metrics');
    const value = /^millrace_api_completeness_age_seconds (\S+)$/m.exec(text)?.[1];
    return value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value);
  };
  const append = (topic: string, key = 'one') =>
    api.producer.send([{ topic, key, value: Buffer.from('{}'), headers: {} }]);
  /** Says what an indexer would: that all partitions of the logs can be found as far as they go now. */
  const catchUp = async (rest: Partial<Watermark> = {}) => {
    const { topic } = api.names.logs;
    const topicId = (await api.admin.topicId(topic)) ?? '';
    const ranges = await api.admin.ranges(topic);
    const marks = ranges.map(({ partition, high }) =>
      encodeWatermark({ topic, partition }, { v: 1, topicId, offset: high, parked: [], ...rest }),
    );
    await api.producer.send(
      marks.map((mark) => ({ ...mark, topic: api.names.watermarks.name, headers: {} })),
    );
    return { topicId, positions: ranges.map(({ high }) => high) };
  };

  it('is not known before an indexer said anything, then complete, incomplete while it stands still, and complete again', async () => {
    await append(api.names.logs.topic);
    const unknown = await until(({ completeness }) => completeness.reason?.includes('no indexer'));
    expect(unknown).toMatchObject({ completeness: { complete: false, upTo: null }, tailCursor: null });
    expect(await age()).toBe(Number.POSITIVE_INFINITY);

    const { topicId, positions } = await catchUp();
    const complete = await until(({ completeness }) => completeness.complete);
    await waitFor(async () => (await age()) < WITHIN_S, PATIENCE_MS);
    expect(Object.keys(complete.completeness).sort()).toEqual(['asOf', 'complete', 'upTo']);
    const keys = createKeyRing(await createSigningKeyStore(api.mongo), Date.now);
    await keys.refresh();
    const scope = { tenant: api.tenants.acme, stream: 'logs', topicId, filter: 'any' };
    expect(createCursorCodec(keys).open(complete.tailCursor, scope)).toEqual({ ok: true, positions });

    const before = Date.now();
    await append(api.names.logs.topic);
    const late = await until(({ completeness }) => !completeness.complete);
    const { upTo, reason } = late.completeness;
    expect(Date.parse(upTo)).toBeLessThanOrEqual(before);
    expect(Date.parse(upTo)).toBeGreaterThan(before - 6_000);
    expect(reason).toContain(`logs appended from ${upTo} on may be missing`);
    expect(reason).toContain('in 1 of 2 partitions');
    expect(await age()).toBeGreaterThan(WITHIN_S);
    await catchUp();
    await until(({ completeness }) => completeness.complete);
    await waitFor(async () => (await age()) < WITHIN_S, PATIENCE_MS);
  });

  it('names a parked index that the search covers', async () => {
    const index = logsIndexOf(api.tenants.acme, '2026.11.21');
    await catchUp({ parked: [index, logsIndexOf(api.tenants.other, '2026.11.21')] });
    const { completeness } = await until((json) => json.completeness.parked !== undefined);
    expect(completeness).toMatchObject({ complete: false, parked: [index] });
    const elsewhere = await search('from=2026-11-22T00:00:00Z');
    expect(elsewhere.json.completeness).toMatchObject({ complete: true });
    await catchUp();
    await until((json) => json.completeness.complete);
  });

  it('is that of the first page on every page, and comes with a count', async () => {
    const first = await search('limit=2');
    expect(first.json.cursor).not.toBeNull();
    await append(api.names.logs.topic);
    await catchUp();
    await until(({ tailCursor }) => tailCursor !== first.json.tailCursor);
    const second = await search(`limit=2&cursor=${first.json.cursor}`);
    const { completeness, tailCursor } = first.json;
    expect(second.json).toMatchObject({ completeness, tailCursor });
    expect((await search('limit=0')).json.completeness.upTo).not.toBeNull();
  });

  it('goes back as far as its own clock is ahead of Kafka’s', async () => {
    const aheadMs = 60_000;
    const follower = createRecordFollower(api.kafka);
    const ahead = await startCompleteness({
      ...{
        follower,
        admin: api.admin,
        names: api.names,
        withinMs: 4_000,
        logger: createLogger('api', 'error'),
      },
      telemetry: createTelemetry('api'),
      signingKeys: await createSigningKeyStore(api.mongo),
      now: () => Date.now() + aheadMs,
    });
    const read = () => ahead.read({ tenant: api.tenants.acme }).completeness;
    await waitFor(() => read().upTo !== null, PATIENCE_MS);
    await catchUp();
    await waitFor(() => read().reason?.includes('ahead of Kafka'), PATIENCE_MS);
    // By Kafka's clock it is about now, which must not be promised as a minute later.
    expect(Date.parse(read().upTo ?? '')).toBeLessThanOrEqual(Date.now());
    await ahead.stop();
    await follower.close();
  });
});
