import { startServiceControl } from '@millrace/control';
import { createInstanceStore } from '@millrace/mongo';
import { createHealth, createLogger } from '@millrace/runtime';
import { waitFor } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const JOIN_MS = 40_000;

describe('instances', () => {
  let api: ApiHarness;
  let admin: string;
  const calls: string[] = [];
  let indexer: ReturnType<typeof startServiceControl>;
  beforeAll(async () => {
    api = await apiHarness();
    admin = await api.keyOf(api.tenants.system, ['admin']);
    const registry = await createInstanceStore(api.mongo);
    const partition = { position: 3, end: 10, queuedRecords: 1 };
    const consumer = {
      pause: () => void calls.push('pause'),
      resume: () => void calls.push('resume'),
      partitions: () => [partition],
    };
    indexer = startServiceControl({
      ...{ service: 'indexer', topics: api.names.control, connection: api.kafka, registry },
      ...{ consumers: [consumer], health: createHealth(), logger: createLogger('indexer', 'error') },
      ensureTopics: api.admin.ensureTopics,
    });
    await waitFor(async () => (await registry.list()).length === 2, JOIN_MS);
  });
  afterAll(async () => {
    await indexer.stop();
    await api.close();
  });

  const list = async () => (await api.call('GET', '/v1/instances', { key: admin })).json;
  const tell = (target: string, command: unknown, key = admin) =>
    api.call('POST', `/v1/instances/${target}/commands`, { key, body: { command } });

  it('are listed with how they are', async () => {
    const { items, unanswered } = await list();
    expect(unanswered).toEqual([]);
    expect(items.map(({ service }: { service: string }) => service)).toEqual(['api', 'indexer']);
    expect(items[0].status).toMatchObject({ state: 'idle', ready: true });
    expect(items[1]).toMatchObject({
      instance: indexer.instance,
      pid: process.pid,
      status: { state: 'consuming', partitions: 1, lagRecords: 7, queuedRecords: 1 },
    });
  });

  it('pause and resume by service and by name', async () => {
    const paused = await tell('indexer', 'pause');
    expect(paused.json).toMatchObject({
      results: [{ instance: indexer.instance, service: 'indexer', status: { state: 'paused' } }],
      unanswered: [],
    });
    expect((await list()).items[1].status).toMatchObject({ state: 'paused' });
    expect((await tell(indexer.instance, 'resume')).json.results[0].status.state).toBe('consuming');
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('say why they do not, one by one', async () => {
    const { status, json } = await tell('all', 'pause');
    expect(status).toBe(200);
    const errors = json.results.map(({ error }: { error?: { code: string } }) => error?.code ?? 'done');
    expect(errors.toSorted()).toEqual(['done', 'refused']);
    await tell('all', 'resume');
  });

  it('that are silent are named', async () => {
    const registry = await createInstanceStore(api.mongo);
    const dead = { service: 'indexer', host: 'h', pid: 1, startedAt: '2026-11-21T00:00:00.000Z' };
    await registry.announce({ ...dead, instance: 'indexer-dead' });
    const [told, { items, unanswered }] = await Promise.all([tell('indexer-dead', 'status'), list()]);
    expect(told.json).toEqual({ results: [], unanswered: ['indexer-dead'] });
    expect(unanswered).toEqual(['indexer-dead']);
    const found = items.find(({ instance }: { instance: string }) => instance === 'indexer-dead');
    expect(found).not.toHaveProperty('status');
    await registry.withdraw('indexer-dead');
  });

  it('are nobody’s business but that of admins of the system tenant', async () => {
    const stranger = await api.keyOf(api.tenants.acme, ['admin']);
    const reader = await api.keyOf(api.tenants.system, ['search']);
    for (const key of [stranger, reader]) {
      expect((await tell('all', 'pause', key)).status).toBe(403);
      expect((await api.call('GET', '/v1/instances', { key })).status).toBe(403);
    }
  });

  it.each([
    ['nobody', 'pause', 404, 'not-found'],
    ['..%2F', 'pause', 404, 'not-found'],
    ['indexer', 'explode', 400, 'invalid-request'],
  ])('refuse %s %s with %d', async (target, command, status, code) => {
    expect((await tell(target, command)).json).toMatchObject({ status, code });
  });
});
