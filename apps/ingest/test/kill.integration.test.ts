import { createTenantStore } from '@millrace/mongo';
import { waitFor } from '@millrace/testing';
import { describe, it } from 'vitest';
import type { TestContext } from 'vitest';
import { issueKey, NDJSON, sender } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';
import { spawnIngest } from './spawn-ingest.js';
import type { SpawnedIngest } from './spawn-ingest.js';

const RECORDS = 4_000;
const KILLS = 2;

/** A test's own servers and the processes it started there, all gone after it. */
async function openScene(onTestFinished: TestContext['onTestFinished']) {
  const servers = await scratchServers();
  const running: SpawnedIngest[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((ingest) => ingest.end('SIGKILL')));
    await servers.drop();
  });
  return {
    servers,
    async start(settings: Record<string, string> = {}) {
      const ingest = await spawnIngest(servers, settings);
      running.push(ingest);
      return ingest;
    },
    async writtenCount() {
      const ranges = await servers.admin.ranges(servers.names.topics.logs);
      return ranges.reduce((sum, { low, high }) => sum + high - low, 0);
    },
  };
}

// At once, since most of the time is spent waiting: until the group believes that a killed member is dead, above all.
describe.concurrent('killed in the middle, on real servers', () => {
  it('gives every raw record its one id again after kill -9, loses none, and its books add up', async ({
    expect,
    onTestFinished,
  }) => {
    const { servers, start, writtenCount } = await openScene(onTestFinished);
    const { raw, logs } = servers.names.topics;
    const settings = { MILLRACE_RAW_TENANT: 'default' };
    await createTenantStore(servers.mongo).secretOf('default');
    for (let from = 0; from < RECORDS; from += 1_000) {
      const values = Array.from({ length: 1_000 }, (_, i) =>
        Buffer.from(`{"message":"no time ${from + i}"}`),
      );
      await servers.producer.send(values.map((value) => ({ topic: raw, key: null, value, headers: {} })));
    }
    for (let kill = 1; kill <= KILLS; kill++) {
      const ingest = await start(settings);
      const before = await writtenCount();
      await waitFor(async () => (await writtenCount()) > before || (await writtenCount()) >= RECORDS, 60_000);
      await ingest.end('SIGKILL');
    }
    const last = await start(settings);
    const committed = async () => {
      const positions = await servers.admin.committed(servers.names.groupId, raw);
      return positions.reduce((sum, { offset }) => sum + (offset ?? 0), 0) === RECORDS
        ? positions
        : undefined;
    };
    const positions = await waitFor(committed, 90_000);
    expect(await last.end('SIGTERM')).toBe(0);

    for (const { offset, ledger } of positions) expect(ledger?.counts).toEqual({ accepted: offset });
    const byEvent = new Map<string, Set<string>>();
    for (const { value, headers } of await servers.readTopic(logs)) {
      const eventId: string = JSON.parse(String(value))['event.id'];
      byEvent.set(eventId, (byEvent.get(eventId) ?? new Set()).add(String(headers['id'])));
    }
    expect(byEvent.size).toBe(RECORDS);
    expect([...byEvent.values()].filter((ids) => ids.size !== 1)).toEqual([]);
  }, 240_000);

  it('keeps every log it acknowledged, under one id, though it is killed while requests are sent and retried', async ({
    expect,
    onTestFinished,
  }) => {
    const { servers, start } = await openScene(onTestFinished);
    const key = await issueKey(servers, 'shop', ['ingest']);
    let ingest = await start();
    const acknowledged: string[] = [];
    let stopped = false;
    const sendBatches = async (worker: number) => {
      for (let batch = 0; !stopped; batch++) {
        const ids = Array.from({ length: 50 }, (_, i) => `${worker}-${batch}-${i}`);
        const body = ids.map((id) => JSON.stringify({ message: id })).join('\n');
        const headers = { ...NDJSON, 'idempotency-key': `batch-${worker}-${batch}` };
        await waitFor(async () => (await sender(ingest.port, key)(body, headers)).status === 200, 60_000);
        acknowledged.push(...ids);
      }
    };
    const workers = Promise.all([1, 2, 3].map(sendBatches));
    // What fails before they are waited for says more than that they went on without the service.
    workers.catch(() => undefined);
    for (let kill = 1; kill <= KILLS; kill++) {
      const reached = acknowledged.length + 500;
      await waitFor(() => acknowledged.length >= reached, 60_000);
      await ingest.end('SIGKILL');
      ingest = await start();
    }
    stopped = true;
    await workers;

    const idsOf = new Map<string, Set<string>>();
    for (const { value, headers } of await servers.readTopic(servers.names.topics.logs)) {
      const { message } = JSON.parse(String(value));
      idsOf.set(message, (idsOf.get(message) ?? new Set()).add(String(headers['id'])));
    }
    expect(acknowledged.filter((id) => !idsOf.has(id))).toEqual([]);
    expect([...idsOf.values()].filter((ids) => ids.size !== 1)).toEqual([]);
  }, 240_000);
});

describe('stopped, on real servers', () => {
  it('answers what is in flight on SIGTERM, takes nothing new, and leaves with 0', async ({
    expect,
    onTestFinished,
  }) => {
    const { servers, start, writtenCount } = await openScene(onTestFinished);
    const key = await issueKey(servers, 'shop', ['ingest']);
    const ingest = await start();
    const send = sender(ingest.port, key);
    expect((await send('{"message":"warm"}')).status).toBe(200);
    const body = Array.from({ length: 20_000 }, (_, i) => `{"message":"in flight ${i}"}`).join('\n');
    const inFlight = send(body);
    await waitFor(async () => (await writtenCount()) > 1, 10_000);
    const ended = ingest.end('SIGTERM');
    expect(await inFlight).toMatchObject({ status: 200, body: { accepted: 20_000 } });
    await expect(send('{"message":"late"}').then(({ status }) => status)).rejects.toThrow();
    expect(await ended).toBe(0);
    expect(await writtenCount()).toBe(20_001);
    expect(ingest.output()).toContain('service-stopped');
  }, 120_000);
});
