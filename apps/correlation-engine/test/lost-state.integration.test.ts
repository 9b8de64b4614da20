import { waitFor } from '@millrace/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { engineScene } from './engine-scene.js';
import type { EngineScene } from './engine-scene.js';

const PATIENCE_MS = 30_000;

let scene: EngineScene;
beforeEach(async () => {
  scene = await engineScene(1);
});
afterEach(() => scene.drop());

const position = async () => {
  const { groupId, logs } = scene.streams;
  const [found] = await scene.admin.committed(groupId, logs.name);
  return found;
};

it('a lane whose state is gone stops for all to see, and goes on once that is accepted', async () => {
  const first = await scene.start();
  await scene.append([{ id: 'a', at: 0 }]);
  await waitFor(async () => (await scene.told()).length === 1, PATIENCE_MS);
  await first.stop();
  await scene.mongo.db.dropDatabase();

  const stopped = await scene.start();
  const broken = await waitFor(async () => (await position())?.ledger?.broken, PATIENCE_MS);
  expect(broken).toBe('offset 1 is committed, but the state kept with it is gone');
  const { checks } = await stopped.health.readiness();
  expect(checks.map(({ reason }) => reason).join()).toContain(broken);
  expect(await scene.store.load(`${scene.streams.logs.name}/0`)).toEqual([]);
  await stopped.stop();

  const fresh = { v: 1, base: 1, epoch: 0, accepted: 'here', counts: {}, gaps: {} } as const;
  const { groupId, logs } = scene.streams;
  await scene.admin.setCommitted(groupId, logs.name, { partition: 0, offset: 1, ledger: fresh });
  await scene.start();
  await scene.append([{ id: 'b', at: 10 }]);
  expect(await scene.settledCounts()).toEqual({ grouped: 1 });
}, 120_000);
