import type { BulkItem } from '@millrace/elasticsearch';
import { logsIndexOf } from '@millrace/schemas';
import { expect, test } from 'vitest';
import type { IndexReadiness } from '../indices/index-directory.js';
import { createParkedIndices } from './parked-indices.js';
import { probeParked } from './probe-parked.js';

const INDEX = logsIndexOf('t', '2026.01.01');
const BLOCKED = { status: 403, errorType: 'cluster_block_exception' };
const signal = new AbortController().signal;

/** Parks one index, lets `waitedMs` pass and probes. */
async function probing(waitedMs: number, refusal?: BulkItem, readiness: IndexReadiness = { kind: 'ready' }) {
  let nowMs = 0;
  let probes = 0;
  const parked = createParkedIndices({
    now: () => nowMs,
    probeBaseMs: 1000,
    probeMaxMs: 8000,
    onParked: () => undefined,
    onHealed: () => undefined,
  });
  parked.park(INDEX, 'blocked', 'read-only');
  nowMs = waitedMs;
  const probe = {
    refusal: async () => {
      probes += 1;
      return refusal;
    },
  };
  const directory = { ensure: async () => readiness, forget: () => undefined };
  await probeParked({ parked, directory, probe }, signal);
  return { refusals: parked.list()[0]?.refusals, probes };
}

test('whoever has documents of the index gets to try it first', async () => {
  expect(await probing(3000)).toEqual({ refusals: 1, probes: 0 });
});

test('an index nobody tries is healed by a probe that is not refused', async () => {
  expect(await probing(3001)).toEqual({ refusals: undefined, probes: 1 });
});

test('a refused probe counts as a refusal', async () => {
  expect(await probing(3001, BLOCKED)).toEqual({ refusals: 2, probes: 1 });
});

test('a probe that met a loaded or silent shard says nothing', async () => {
  expect((await probing(3001, { status: 503 })).refusals).toBe(1);
  expect((await probing(3001, undefined, { kind: 'retry', reason: 'away' })).refusals).toBe(1);
});

test('an index that still cannot be created stays parked; one the tenant may not have is left to its documents', async () => {
  const full: IndexReadiness = { kind: 'park', cause: 'shard-limit', reason: 'full' };
  expect((await probing(3001, undefined, full)).refusals).toBe(2);
  expect((await probing(3001, undefined, { kind: 'limit', reason: '400' })).refusals).toBeUndefined();
});
