import { decodeDeadLetter } from '@millrace/dead-letter';
import { waitFor } from '@millrace/testing';
import { describe, expect, it } from 'vitest';
import { engineScene } from './engine-scene.js';
import type { EngineScene } from './engine-scene.js';

const LONG_MS = 120_000;
/** See the scene's settings. */
const WINDOW_MS = 2_000;

async function inScene(test: (scene: EngineScene) => Promise<void>): Promise<void> {
  const scene = await engineScene();
  try {
    await test(scene);
  } finally {
    await scene.drop();
  }
}

const toldGroups = (scene: EngineScene, count: number) =>
  waitFor(async () => {
    const groups = await scene.told();
    return groups.length >= count ? groups : undefined;
  }, 30_000);

/** Groups that are kept and open. */
async function openGroups({ store, streams }: EngineScene) {
  const kept = await Promise.all(
    [0, 1, 2].map((partition) => store.load(`${streams.logs.name}/${partition}`)),
  );
  const groups = kept.flat() as { id?: string; logs: number; closedAtMs?: number }[];
  return groups.filter(({ closedAtMs }) => closedAtMs === undefined);
}

describe('the correlation engine, on real servers', () => {
  it(
    'tells one group of a trace through three services, and accounts for every log',
    () =>
      inScene(async (scene) => {
        await scene.append([
          { id: 'trace-1', at: 30, service: 'payments', severity: 17 },
          { id: 'trace-1', at: 0, service: 'web' },
          { id: 'trace-1', at: 10, service: 'stock', event: 'e' },
          { id: 'trace-1', at: 10, service: 'stock', event: 'e' },
          { id: undefined, at: 0 },
        ]);
        const stray = { topic: scene.streams.logs.name, key: 'k', value: Buffer.from('?'), headers: {} };
        await scene.send([stray]);
        await scene.start();
        const [group, ...others] = await toldGroups(scene, 1);
        expect(others).toEqual([]);
        expect(group).toMatchObject({
          'correlation.id': 'trace-1',
          'correlation.source': 'trace',
          tenant: 'shop',
          status: 'timeout',
          revision: 1,
          services: ['web', 'stock', 'payments'],
          durationMs: 30,
          logs: 3,
          errors: 1,
          precision: 'exact',
          evidence: { duplicates: 1 },
        });
        expect(await scene.settledCounts()).toEqual({
          ...{ grouped: 3, duplicate: 1, keyless: 1, 'dead-lettered': 1 },
        });
        const [letter] = await scene.readTopic(scene.streams.deadLetters.name);
        expect(letter && decodeDeadLetter(letter)).toMatchObject({
          letter: { envelope: { app: 'correlation-engine', code: 'not-canonical' } },
        });
      }),
    LONG_MS,
  );

  it(
    'tells the timeout of a trace though nothing comes after its last log',
    () =>
      inScene(async (scene) => {
        await scene.start();
        await scene.settledCounts();
        await scene.append([{ id: 'quiet', at: 0 }]);
        await toldGroups(scene, 1);
        const [log] = await scene.readTopic(scene.streams.logs.name);
        const [revision] = await scene.readTopic(scene.streams.correlations.name);
        const waitedMs = (revision?.timestampMs ?? Number.NaN) - (log?.timestampMs ?? Number.NaN);
        expect(waitedMs).toBeGreaterThanOrEqual(WINDOW_MS);
        expect(waitedMs).toBeLessThanOrEqual(WINDOW_MS + 1_000);
      }),
    LONG_MS,
  );

  it(
    'revises a group under its id when a log comes late',
    () =>
      inScene(async (scene) => {
        await scene.start();
        await scene.append([{ id: 'trace-1', at: 1_000 }]);
        const [first] = await toldGroups(scene, 1);
        await scene.append([{ id: 'trace-1', at: 0, service: 'stock' }]);
        const revised = await waitFor(async () => {
          const [group] = await scene.told();
          return group?.revision === 2 ? group : undefined;
        }, 30_000);
        expect(revised).toMatchObject({
          id: first?.id,
          logs: 2,
          services: ['stock', 'web'],
          evidence: { late: 1 },
        });
      }),
    LONG_MS,
  );

  it(
    'completes a group at its closing event, long before the window ends',
    () =>
      inScene(async (scene) => {
        await scene.start({
          MILLRACE_CORRELATION_WINDOW_MS: '600000',
          MILLRACE_CORRELATION_CLOSING: 'message:"order shipped"',
        });
        await scene.append([
          { id: 'order-1', at: 0, message: 'order placed' },
          { id: 'order-1', at: 20, message: 'Order shipped' },
          { id: 'order-2', at: 0, message: 'order placed' },
        ]);
        const [group, ...others] = await toldGroups(scene, 1);
        expect(group).toMatchObject({ 'correlation.id': 'order-1', status: 'complete', logs: 2 });
        expect(others).toEqual([]);
      }),
    LONG_MS,
  );

  it(
    'loses no log of a burst of more groups than it may hold, and says that it cut some',
    () =>
      inScene(async (scene) => {
        const engine = await scene.start({
          MILLRACE_CORRELATION_WINDOW_MS: '600000',
          MILLRACE_CORRELATION_MAX_GROUPS: '100',
        });
        const ids = Array.from({ length: 2_000 }, (_, index) => `trace-${index}`);
        for (const at of [0, 1]) await scene.append(ids.map((id) => ({ id, at, event: `${id} ${at}` })));
        const { grouped = 0, late = 0, ...others } = await scene.settledCounts();
        expect([grouped + late, others]).toEqual([2 * ids.length, {}]);
        expect(await engine.metrics()).toMatch(/cut_groups_total\{cut="closed"\} [1-9]/);
        expect(await engine.metrics()).toMatch(/cut_groups_total\{cut="forgotten"\} [1-9]/);
        expect((await engine.health.readiness()).degraded).toMatchObject([{ name: 'groups' }]);
        await engine.stop();
        const told = await scene.told();
        const newest = new Map(told.map(({ id, logs }) => [id, logs]));
        for (const [index, { id = `open ${index}`, logs }] of (await openGroups(scene)).entries())
          newest.set(id, logs);
        expect([...newest.values()].reduce((sum, logs) => sum + logs, 0)).toBe(grouped);
        expect(told.every(({ precision }) => precision === 'approximate')).toBe(true);
      }),
    LONG_MS,
  );
});
