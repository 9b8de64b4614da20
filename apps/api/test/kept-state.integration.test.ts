import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint, Checkpoints } from '@millrace/pipeline';
import { waitFor } from '@millrace/testing';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { consumedTopic, PATIENCE_MS } from './consumed-topic.js';
import type { ConsumedTopic } from './consumed-topic.js';

describe('a group that keeps state with its position', () => {
  let api: ApiHarness;
  let kept: ConsumedTopic;
  const state = new Map<number, Checkpoint>();
  const checkpoints: Checkpoints = {
    open: async (partitions) => partitions.flatMap(({ partition }) => state.get(partition) ?? []),
    async save(points) {
      for (const point of points) if (point.ledger.broken === undefined) state.set(point.partition, point);
      return points;
    },
  };
  beforeAll(async () => {
    api = await apiHarness();
    kept = await consumedTopic(api, { outcome: 'grouped', checkpoints });
  });
  afterAll(async () => {
    await kept.stop();
    await api.close();
  });

  const reasons = async () => (await kept.book()).partitions.map(({ reason }: { reason?: string }) => reason);
  const untilCounted = (grouped: number) => kept.untilTotals(({ counts }) => counts['grouped'] === grouped);

  /** What the stopped owner says of its partitions, once the audit says the same. */
  async function untilBothSay(words: RegExp): Promise<void> {
    const stopped = await kept.consume();
    const same = async () => {
      const own = stopped.partitions().map(({ reason }) => reason);
      const seen = [...own, ...(await reasons())];
      return seen.length === 4 && seen.every((reason) => words.test(reason ?? ''));
    };
    await waitFor(same, PATIENCE_MS);
    await stopped.stop(1_000);
  }

  async function acceptBoth(): Promise<void> {
    for (const partition of [0, 1]) expect((await kept.accept(partition)).status).toBe(200);
    expect((await kept.book()).balanced).toBe(true);
  }

  it('that is lost is put back to work by accepting that', async () => {
    await kept.produce(100);
    const first = await kept.consume();
    await untilCounted(100);
    await first.stop(1_000);
    state.clear();
    await untilBothSay(/the state kept with it is gone/);
    await acceptBoth();
    await kept.produce(50);
    const next = await kept.consume();
    await untilCounted(50);
    await next.stop(1_000);
    expect((await kept.book()).balanced).toBe(true);
  });

  it('of a topic that was recreated since is put back to work by accepting that', async () => {
    await api.recreateTopic(kept.topic);
    await kept.produce(70);
    await untilBothSay(/recreated/);
    await acceptBoth();
    const next = await kept.consume();
    await untilCounted(70);
    await next.stop(1_000);
    expect((await kept.book()).balanced).toBe(true);
  });
});
