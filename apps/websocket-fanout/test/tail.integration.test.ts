import { sampleGroup, waitFor } from '@millrace/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanoutScene } from './running-fanout.js';
import type { FanoutScene } from './running-fanout.js';
import { connectTail } from './tail-client.js';

describe('a tail on real servers', () => {
  let scene: FanoutScene;
  let node: Awaited<ReturnType<FanoutScene['start']>>;
  let keyId: string;
  const connect = async () =>
    connectTail(node.port, { ticket: await scene.ticket({ tenant: 'shop', keyId }) });

  beforeAll(async () => {
    scene = await fanoutScene();
    ({ keyId } = await scene.apiKey());
  });
  beforeEach(async () => {
    node = await scene.start({ MILLRACE_FANOUT_DRAIN_MS: '200' });
  });
  afterEach(() => node.stop(5_000));
  afterAll(() => scene.drop());

  it('shows logs of its filter within a second, each once', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'a', filter: 'red' });
    await client.next('subscribed');
    const sentAt = Date.now();
    await scene.append(['red one', 'blue two', 'red three']);
    await client.next('batch');
    expect(Date.now() - sentAt).toBeLessThan(1_000);
    await waitFor(() => client.rows().length === 2);
    expect(client.rows().map(({ document }) => document['message'])).toEqual(
      expect.arrayContaining(['red one', 'red three']),
    );
    await client.close();
  });

  it('passes over a log that was appended twice', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'a', filter: 'twice' });
    await client.next('subscribed');
    await scene.append(['twice'], { eventIds: ['same'] });
    await scene.append(['twice', 'twice last'], { eventIds: ['same', 'other'] });
    await waitFor(() => client.rows().length === 2);
    expect(
      client
        .rows()
        .map(({ document }) => document['message'])
        .toSorted(),
    ).toEqual(['twice', 'twice last']);
    await client.close();
  });

  it('goes on without gap or double on another node, from what that read backwards', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'a', filter: 'step' });
    await client.next('subscribed');
    const { resumeToken } = await client.next('hello');
    await scene.append(['step 1', 'step 2']);
    await waitFor(() => client.rows().length === 2);
    const cursor = client.lastCursor();
    await client.close();
    await scene.append(['step 3', 'step 4']);
    const other = await scene.start();
    try {
      const resumed = await connectTail(other.port, { resume: resumeToken });
      resumed.send({ type: 'subscribe', id: 'b', filter: 'STEP', from: { cursor } });
      await resumed.next('live');
      await scene.append(['step 5']);
      await waitFor(() => resumed.rows().length === 3);
      expect(
        resumed
          .rows()
          .map(({ document }) => document['message'])
          .toSorted(),
      ).toEqual(['step 3', 'step 4', 'step 5']);
      await resumed.close();
    } finally {
      await other.stop(5_000);
    }
  });

  it('shows every revision of a correlation group, each once, beside logs on the same connection', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'logs', filter: 'beside' });
    client.send({
      type: 'subscribe',
      id: 'groups',
      stream: 'correlations',
      filter: 'status:timeout errors>=1',
    });
    const [logs, groups] = [await client.next('subscribed'), await client.next('subscribed')];
    expect(logs.group).not.toBe(groups.group);
    const first = sampleGroup('shop', 'order-7', { errors: 1 });
    const second = { ...first, revision: 2, logs: 2 };
    await scene.appendGroups([first, sampleGroup('shop', 'calm'), first, second]);
    await scene.append(['beside']);
    await waitFor(() => client.rows().length === 3);
    const batches = client.messages.filter((message) => message.type === 'batch');
    const revisions = batches
      .filter(({ group }) => group === groups.group)
      .flatMap(({ rows }) => rows.map(({ document }) => document['revision']));
    expect(revisions).toEqual([1, 2]);
    await client.close();
  });

  it('takes over from a search at the cursor of its answer, whatever the filter, and for its tenant alone', async () => {
    await scene.append(['found 1', 'found 2', 'between 3']);
    const { cursor, positions } = await scene.searchCursor('shop');
    expect(positions.reduce((sum, offset) => sum + offset, 0)).toBeGreaterThan(0);
    await scene.append(['between 4', 'found 5']);
    const client = await connect();
    client.send({ type: 'subscribe', id: 'a', filter: 'between', from: { cursor } });
    client.send({ type: 'subscribe', id: 'b', filter: 'found', from: { cursor } });
    await scene.append(['found 6']);
    await waitFor(() => client.rows().length === 3);
    const messages = client.rows().map(({ document }) => document['message']);
    expect(messages.toSorted()).toEqual(['between 4', 'found 5', 'found 6']);
    const foreign = (await scene.searchCursor('other')).cursor;
    client.send({ type: 'subscribe', id: 'c', filter: 'found again', from: { cursor: foreign } });
    expect(await client.next('error')).toMatchObject({ id: 'c', code: 'cursor-of-another-filter' });
    await client.close();
  });

  it('refuses the cursor of a search that is older than what it holds, with where it can begin and what is missed', async () => {
    const { cursor } = await scene.searchCursor('shop');
    const small = await scene.start({ MILLRACE_FANOUT_RING_BYTES: '4194304' });
    try {
      const filler = 'x'.repeat(16_000);
      for (let batch = 0; batch < 10; batch++) await scene.append(Array.from({ length: 60 }, () => filler));
      const ticket = await scene.ticket({ tenant: 'shop', keyId });
      const client = await connectTail(small.port, { ticket });
      client.send({ type: 'subscribe', id: 'live', filter: 'sentinel' });
      await client.next('subscribed');
      await scene.append(['sentinel']);
      await waitFor(() => client.rows().length === 1, 10_000);
      client.send({ type: 'subscribe', id: 'a', filter: 'found', from: { cursor } });
      const refused = await client.next('error');
      expect(refused).toMatchObject({ id: 'a', code: 'cursor-too-old' });
      expect(refused.missed).toBeGreaterThan(0);
      expect(refused.floor).toBeTypeOf('string');
      await client.close();
    } finally {
      await small.stop(5_000);
    }
  });

  it('never shows what belongs to another tenant', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'a', filter: '' });
    await client.next('subscribed');
    await scene.append(['theirs'], { tenant: 'other' });
    await scene.append(['ours']);
    await client.next('batch');
    expect(client.rows().map(({ document }) => document['message'])).toEqual(['ours']);
    await client.close();
  });

  it('asks its clients to move when it stops, and closes those that stay', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'a' });
    await client.next('subscribed');
    await node.stop(5_000);
    expect(await client.next('drain')).toMatchObject({ withinMs: 200 });
    expect(await client.closed()).toBe(4000);
  });
});
