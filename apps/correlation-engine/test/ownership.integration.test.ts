import { createGroupLane } from '@millrace/correlation';
import { encodeCommitLedger } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineScene } from './engine-scene.js';
import type { EngineScene, SceneLog } from './engine-scene.js';

const LONG_MS = 240_000;
const TRACES = 300;
const SERVICES = ['web', 'stock', 'payments'];
const ROUNDS = 6;
/** Longer than a group waits for a member that is gone. */
const TAKEOVER_MS = 90_000;

let scene: EngineScene;
beforeEach(async () => {
  scene = await engineScene();
});
afterEach(() => scene.drop());

/** One log of every trace. */
function round(number: number): readonly SceneLog[] {
  return Array.from({ length: TRACES }, (_, trace) => ({
    id: `trace-${String(trace).padStart(4, '0')}`,
    at: number * 10,
    service: SERVICES[number % SERVICES.length]!,
  }));
}

/** Every trace in one group with all of its logs, whatever happened to those who made it. */
async function expectWholeGroups(): Promise<void> {
  const isWhole = async () => {
    const groups = await scene.told();
    return groups.length >= TRACES && groups.every(({ logs }) => logs === ROUNDS) ? groups : undefined;
  };
  const groups = await waitFor(isWhole, 60_000).catch(async (error: unknown) => {
    const seen = (await scene.told()).map(
      (group) => `${group['correlation.id']} ${group.logs} ${group.status}`,
    );
    throw new Error(`told were ${seen.length}: ${seen.slice(0, 20).join(', ')}`, { cause: error });
  });
  expect(groups.map((group) => group['correlation.id'])).toEqual(round(0).map(({ id }) => id));
  for (const group of groups)
    expect(group).toMatchObject({
      status: 'timeout',
      services: SERVICES,
      durationMs: 50,
      precision: 'exact',
    });
  expect(await scene.settledCounts()).toEqual({ grouped: TRACES * ROUNDS });
}

const committed = async () =>
  (await scene.admin.committed(scene.streams.groupId, scene.streams.logs.name)).reduce(
    (sum, { offset }) => sum + (offset ?? 0),
    0,
  );

describe('the groups of the engine, on real servers', () => {
  it(
    'are the same though it is killed in the middle',
    async () => {
      const first = await scene.spawn();
      await scene.append([...round(0), ...round(1)]);
      await waitFor(async () => (await committed()) > 0, 30_000);
      await scene.append(round(2));
      await first.end('SIGKILL');
      await scene.append(round(3));
      await scene.spawn();
      await scene.append([...round(4), ...round(5)]);
      await waitFor(async () => (await committed()) === TRACES * ROUNDS, TAKEOVER_MS);
      await expectWholeGroups();
    },
    LONG_MS,
  );

  it(
    'are the same though partitions move between two of them',
    async () => {
      const first = await scene.start();
      await scene.append([...round(0), ...round(1)]);
      await waitFor(async () => (await committed()) > 0, 30_000);
      const second = await scene.start();
      await scene.append([...round(2), ...round(3)]);
      await waitFor(async () => /opened_lanes_total [1-9]/.test(await second.metrics()), 60_000);
      await first.stop();
      await scene.append([...round(4), ...round(5)]);
      await expectWholeGroups();
    },
    LONG_MS,
  );

  it(
    'are told by nobody who was stopped for so long that another one took over',
    async () => {
      const zombie = await scene.spawn();
      await scene.append([...round(0), ...round(1)]);
      await waitFor(async () => (await committed()) > 0, 30_000);
      await scene.append(round(2));
      zombie.process.kill('SIGSTOP');
      await scene.start();
      await scene.append([...round(3), ...round(4), ...round(5)]);
      await waitFor(async () => (await committed()) === TRACES * ROUNDS, TAKEOVER_MS);
      zombie.process.kill('SIGCONT');
      await expectWholeGroups();
    },
    LONG_MS,
  );

  it(
    'are kept and told by nobody whose lane another owner has claimed',
    async () => {
      const engine = await scene.start();
      await scene.append([{ id: 'before', at: 0 }]);
      await waitFor(async () => (await scene.told()).length === 1, 30_000);
      const { name, partitions } = scene.streams.logs;
      const lanes = Array.from({ length: partitions }, (_, partition) => `${name}/${partition}`);
      const claims = await Promise.all(lanes.map((lane) => scene.store.claim(lane)));
      const before = await committed();
      await scene.append([{ id: 'after', at: 0 }]);
      await waitFor(async () => /lost_lanes_total [1-9]/.test(await engine.metrics()), 30_000);
      expect((await scene.told()).map((group) => group['correlation.id'])).toEqual(['before']);
      expect(await committed()).toBe(before);
      const again = await Promise.all(lanes.map((lane) => scene.store.claim(lane)));
      expect(again.map(({ offset, outbox }) => ({ offset, outbox }))).toEqual(
        claims.map(({ offset, outbox }) => ({ offset, outbox })),
      );
      const { checks } = await engine.health.readiness();
      expect(checks.find((check) => check.name === 'lanes')?.reason).toMatch(/another owner has/);
    },
    LONG_MS,
  );

  it(
    'are told by the next owner when the last one kept them and did not come to that',
    async () => {
      const lane = createGroupLane({ name: 'r', windowMs: 1, horizonMs: 1, maxGroups: 1, maxIds: 1 }, 1);
      const timestamp = '2026-11-21T12:00:00.000000000Z';
      lane.take({
        ...{
          tenant: 'shop',
          correlationId: 'untold',
          source: undefined,
          topic: 'logs',
          partition: 0,
          offset: 0,
        },
        ...{ documentId: 'A'.repeat(22), timestamp, timestampMs: Date.parse(timestamp), appendedAtMs: 0 },
        ...{ service: 'web', severity: 9, closes: false },
      });
      const outbox = lane.closeDue(Date.now()).map((group) => JSON.stringify(group));
      const name = `${scene.streams.logs.name}/0`;
      const { epoch } = await scene.store.claim(name);
      const ledger = encodeCommitLedger({ v: 1, base: 0, epoch: 1, counts: {}, gaps: {} });
      const clocks = JSON.stringify(lane.clocks());
      await scene.store.save(name, { epoch, offset: 0, ledger, clocks, outbox, changes: new Map() });
      await scene.start();
      await waitFor(async () => (await scene.told()).length === 1, 30_000);
      await waitFor(async () => (await scene.store.claim(name)).outbox.length === 0, 30_000);
    },
    LONG_MS,
  );
});
