import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reservePort, startServers } from '@millrace/local-servers';
import { waitFor } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueKey, runIngest, sender } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';

/** A broker of this test's own, on a fixed port, so that it can go away and come back. */
async function ownBroker() {
  const dataDir = await mkdtemp(join(tmpdir(), 'millrace-broker-'));
  const { port, release } = await reservePort({ preferred: 29_092, fixed: undefined });
  release();
  const env = { ...process.env, KAFKA_BROKERS: '', MILLRACE_KAFKA_PORT: String(port) };
  const start = () => startServers({ dataDir, env, onEvent: () => undefined }, AbortSignal.timeout(60_000));
  return { address: `127.0.0.1:${port}`, start, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

describe('without a broker', () => {
  let broker: Awaited<ReturnType<typeof ownBroker>>;
  let running: Awaited<ReturnType<typeof startServers>>;
  beforeAll(async () => {
    broker = await ownBroker();
    running = await broker.start();
  });
  afterAll(async () => {
    await running.stop();
    await broker.remove();
  });

  it('answers 503 with Retry-After within the deadline, is not ready, and goes on by itself once it is back', async () => {
    const servers = await scratchServers(broker.address);
    const key = await issueKey(servers, 'shop', ['ingest']);
    const ingest = await runIngest(servers, { MILLRACE_INGEST_ACK_TIMEOUT_MS: '2000' });
    const send = sender(ingest.port, key);
    const readiness = async () => (await fetch(`http://127.0.0.1:${ingest.port}/readyz`)).status;
    expect((await send('{"message":"before"}')).status).toBe(200);

    await running.stop();
    const startedAt = Date.now();
    const { status, headers, body } = await send('{"message":"during"}');
    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Date.now() - startedAt).toBeLessThan(4_000);
    expect(await readiness()).toBe(503);

    running = await broker.start();
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
