import { startLocalKafka, waitFor } from '@millrace/testing';
import type { LocalKafka } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueKey, runIngest, sender } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';

describe('without a broker', () => {
  let kafka: LocalKafka;
  beforeAll(async () => {
    kafka = await startLocalKafka();
  });
  afterAll(() => kafka.stop());

  it('answers 503 with Retry-After within the deadline, is not ready, and goes on by itself once it is back', async () => {
    const servers = await scratchServers(kafka.address);
    const key = await issueKey(servers, 'shop', ['ingest']);
    const ingest = await runIngest(servers, { MILLRACE_INGEST_ACK_TIMEOUT_MS: '2000' });
    const send = sender(ingest.port, key);
    const readiness = async () => (await fetch(`http://127.0.0.1:${ingest.port}/readyz`)).status;
    expect((await send('{"message":"before"}')).status).toBe(200);

    await kafka.restart(async () => {
      const startedAt = Date.now();
      const { status, headers, body } = await send('{"message":"during"}');
      expect([status, body.code]).toEqual([503, 'unavailable']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Date.now() - startedAt).toBeLessThan(4_000);
      expect(await readiness()).toBe(503);
    });
    await waitFor(async () => (await send('{"message":"after"}')).status === 200, 60_000);
    await waitFor(async () => (await readiness()) === 200, 30_000);
    const messages = (await servers.readTopic(servers.names.topics.logs)).map(
      ({ value }) => JSON.parse(String(value)).message,
    );
    expect(messages).toEqual(expect.arrayContaining(['before', 'after']));
    await ingest.stop(5_000);
    await servers.drop();
  }, 180_000);
});
