import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '@millrace/testing';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { consumedTopic, PATIENCE_MS } from './consumed-topic.js';
import type { ConsumedTopic } from './consumed-topic.js';

describe('a topic recreated and refilled while the services were stopped', () => {
  let api: ApiHarness;
  let of: ConsumedTopic;
  beforeAll(async () => {
    api = await apiHarness();
    of = await consumedTopic(api, { outcome: 'accepted' });
  });
  afterAll(async () => {
    await of.stop();
    await api.close();
  });

  const isBalanced = async () => (await of.book()).balanced;
  const colours = async () =>
    (await of.book()).partitions.map(({ balanced }: { balanced: boolean }) => balanced);
  const untilCommitted = (total: number) => of.untilTotals(({ committed }) => committed === total);

  async function recreate(): Promise<void> {
    await api.recreateTopic(of.topic);
    await waitFor(async () => {
      const positions = await api.admin.committed(of.groupId, of.topic);
      return positions.every(({ offset }) => offset === undefined);
    }, PATIENCE_MS);
  }

  it('turns the audit red before anything is started, partition by partition green again', async () => {
    await of.produce(100);
    const consumer = await of.consume();
    await untilCommitted(100);
    await consumer.stop(1_000);
    await recreate();
    await of.produce(200);

    expect(await isBalanced()).toBe(false);
    expect(await colours()).toEqual([false, false]);
    const first = await of.accept(0);
    expect([first.status, first.json.offset]).toEqual([200, 0]);
    expect(first.json.reason).toMatch(/recreated/);
    expect(await colours()).toEqual([true, false]);
    expect((await of.accept(1)).status).toBe(200);
    expect(await isBalanced()).toBe(true);

    const next = await of.consume();
    await untilCommitted(200);
    await next.stop(1_000);
    expect(await of.book()).toMatchObject({ balanced: true, totals: { counts: { accepted: 200 } } });
  });

  it('stops the services that are started on it, until it is accepted', async () => {
    await recreate();
    await of.produce(300);
    const stopped = await of.consume();
    const reasons = await waitFor(() => {
      const broken = stopped.partitions().filter(({ state }) => state === 'ledger-broken');
      return broken.length === 2 && broken.map(({ reason }) => reason);
    }, PATIENCE_MS);
    expect(reasons).toEqual([expect.stringContaining('recreated'), expect.stringContaining('recreated')]);
    expect(await colours()).toEqual([false, false]);
    await stopped.stop(1_000);
    expect([(await of.accept(0)).status, (await of.accept(1)).status]).toEqual([200, 200]);
    await of.consume();
    await untilCommitted(300);
    expect(await isBalanced()).toBe(true);
  });
});
