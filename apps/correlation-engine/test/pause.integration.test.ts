import { startServiceControl } from '@millrace/control';
import { createInstanceStore } from '@millrace/mongo';
import { createHealth, createLogger } from '@millrace/runtime';
import { waitFor } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineScene } from './engine-scene.js';
import type { EngineScene } from './engine-scene.js';

const LONG_MS = 120_000;
const JOIN_MS = 40_000;
/** Long enough for a command to come before it ends. */
const WINDOW_MS = 8_000;

describe('an engine that an operator pauses', () => {
  let scene: EngineScene;
  let engine: Awaited<ReturnType<EngineScene['start']>>;
  let operator: ReturnType<typeof startServiceControl>;
  beforeAll(async () => {
    scene = await engineScene(1, { isReached: true });
    const registry = await createInstanceStore(scene.mongo);
    const topics = scene.streams.control;
    if (!topics) throw new Error('the scene has no control topics');
    operator = startServiceControl({
      ...{ service: 'api', asks: true, topics, connection: scene.kafka, registry, consumers: [] },
      ...{ health: createHealth(), logger: createLogger('api', 'error') },
      ensureTopics: scene.admin.ensureTopics,
    });
    engine = await scene.start({ MILLRACE_CORRELATION_WINDOW_MS: String(WINDOW_MS) });
    await waitFor(async () => (await registry.list()).length === 2, JOIN_MS);
  }, LONG_MS);
  afterAll(async () => {
    await operator.stop();
    await scene.drop();
  }, LONG_MS);

  async function tell(command: string) {
    const { replies, unanswered } = await operator.ask({
      target: 'correlation-engine',
      command,
      from: 'a test',
    });
    expect(unanswered).toEqual([]);
    const [reply] = replies;
    if (reply?.answer.kind !== 'done') throw new Error(`${command} got ${JSON.stringify(reply)}`);
    return reply.answer.status;
  }
  const keptGroups = async () => (await scene.store.load(`${scene.streams.logs.name}/0`)).length;

  it(
    'fetches nothing, keeps its groups, and closes after that what silence has closed, each once',
    async () => {
      const startedMs = Date.now();
      await scene.append([{ id: 'order-1', at: 0 }]);
      await waitFor(async () => (await keptGroups()) === 1, WINDOW_MS);
      expect(await tell('pause')).toMatchObject({ state: 'paused' });
      await scene.append([
        { id: 'order-1', at: 1_000, service: 'stock' },
        { id: 'order-2', at: 1_000 },
      ]);
      await waitFor(async () => (await tell('status')).lagRecords === 2, JOIN_MS);
      await waitFor(() => Date.now() - startedMs > 2 * WINDOW_MS, LONG_MS);
      expect(await scene.told()).toEqual([]);
      expect(await keptGroups()).toBe(1);
      expect(await tell('status')).toMatchObject({ state: 'paused', lagRecords: 2, ready: true });
      expect((await engine.health.readiness()).degraded).toMatchObject([
        { name: 'operator', reasons: [expect.stringContaining('paused by an operator')] },
      ]);

      expect(await tell('resume')).toMatchObject({ state: 'consuming' });
      expect(await scene.settledCounts()).toEqual({ grouped: 3 });
      await waitFor(async () => (await scene.told()).length === 2, JOIN_MS);
      const shared = { status: 'timeout', revision: 1, precision: 'exact' };
      expect(await scene.told()).toMatchObject([
        {
          ...shared,
          'correlation.id': 'order-1',
          logs: 2,
          services: ['web', 'stock'],
          evidence: { late: 0 },
        },
        { ...shared, 'correlation.id': 'order-2', logs: 1, evidence: { late: 0 } },
      ]);
      expect(await scene.readTopic(scene.streams.correlations.name)).toHaveLength(2);
    },
    LONG_MS,
  );

  it(
    'does not close a group by a clock that ran on while its logs were not read',
    async () => {
      await scene.append([{ id: 'order-3', at: 0 }]);
      await scene.settledCounts();
      const takenMs = Date.now();
      await tell('pause');
      await waitFor(() => Date.now() - takenMs > WINDOW_MS - 500, LONG_MS);
      await scene.append([{ id: 'order-3', at: WINDOW_MS - 500, service: 'stock' }]);
      await waitFor(() => Date.now() - takenMs > WINDOW_MS + 600, LONG_MS);
      await tell('resume');
      const group = await waitFor(
        async () => (await scene.told()).find((one) => one['correlation.id'] === 'order-3'),
        JOIN_MS,
      );
      expect(group).toMatchObject({ revision: 1, logs: 2, evidence: { late: 0 } });
    },
    LONG_MS,
  );
});
