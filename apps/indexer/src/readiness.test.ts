import { createHealth } from '@millrace/runtime';
import { expect, test } from 'vitest';
import { createParkedIndices } from './parking/parked-indices.js';
import { addReadinessChecks } from './readiness.js';

const SINCE_MS = Date.UTC(2026, 10, 21, 12);

test('a parked index leaves the service ready, is named with its cause, quotes no log, and is forgotten once healed', async () => {
  let nowMs = SINCE_MS;
  const health = createHealth(() => nowMs);
  const parked = createParkedIndices({
    now: () => nowMs,
    probeBaseMs: 500,
    probeMaxMs: 8_000,
    onParked: () => undefined,
    onHealed: () => undefined,
  });
  addReadinessChecks(health, {
    parked,
    partitions: () => [],
    servers: {
      recordLog: { topicId: async () => 'id' },
      probe: { trouble: async () => undefined },
    },
    logsTopic: 'logs',
  });
  parked.park('millrace-logs-shop-2026.11.21', 'blocked', '403 refused for "card 4111"');
  const parking = {
    name: 'parking',
    reasons: [
      'millrace-logs-shop-2026.11.21 takes no documents since 2026-11-21T12:00:00.000Z (blocked): ' +
        'it is read-only, or a disk is full',
    ],
  };
  expect(await health.readiness()).toMatchObject({ ready: true, degraded: [parking] });
  parked.heal('millrace-logs-shop-2026.11.21');
  nowMs += 1_000;
  expect(await health.readiness()).toMatchObject({ ready: true, degraded: [] });
});
