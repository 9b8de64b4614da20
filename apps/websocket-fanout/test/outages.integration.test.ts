import { CLOSE } from '@millrace/schemas';
import { startLocalKafka, waitFor } from '@millrace/testing';
import type { LocalKafka } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanoutScene } from './running-fanout.js';
import type { FanoutScene } from './running-fanout.js';
import { connectRaw, connectTail, offering } from './tail-client.js';
import type { TailClient } from './tail-client.js';
import { startTcpProxy } from './tcp-proxy.js';

const HEARTBEAT_MS = 1_000;
const SETTINGS = { MILLRACE_FANOUT_HEARTBEAT_MS: String(HEARTBEAT_MS), MILLRACE_FANOUT_DRAIN_MS: '0' };
/** A client that does not fall silent. */
const PING_MS = 300;

type Node = Awaited<ReturnType<FanoutScene['start']>>;

async function watch(
  scene: FanoutScene,
  node: Node,
): Promise<{ readonly client: TailClient; leave(): Promise<void> }> {
  const { keyId } = await scene.apiKey();
  const client = await connectTail(node.port, { ticket: await scene.ticket({ tenant: 'shop', keyId }) });
  client.send({ type: 'subscribe', id: 'a' });
  await client.next('subscribed');
  const pinging = setInterval(() => client.send({ type: 'ping' }), PING_MS);
  return {
    client,
    async leave() {
      clearInterval(pinging);
      await client.close();
    },
  };
}

const messagesOf = (client: TailClient) =>
  client
    .rows()
    .map(({ document }) => document['message'])
    .toSorted();
const count = ({ messages }: TailClient, type: string) =>
  messages.filter((message) => message.type === type).length;

describe('while Kafka is away', () => {
  let kafka: LocalKafka;
  let scene: FanoutScene;
  beforeAll(async () => {
    kafka = await startLocalKafka();
    scene = await fanoutScene(2, kafka.address);
  }, 180_000);
  afterAll(async () => {
    await scene.drop();
    await kafka.stop();
  });

  it('connections stay and heartbeats go on; then rows go on, none twice and none left out', async () => {
    const node = await scene.start(SETTINGS);
    const { client, leave } = await watch(scene, node);
    await scene.append(['before 1', 'before 2']);
    await waitFor(() => client.rows().length === 2);
    await kafka.restart(async () => {
      const heartbeats = count(client, 'heartbeat');
      await waitFor(() => count(client, 'heartbeat') >= heartbeats + 2);
      await waitFor(() => node.lines.some((line) => line.includes('follow_interrupted')), 15_000);
    });
    await scene.append(['after 1', 'after 2', 'after 3']);
    await waitFor(() => client.rows().length >= 5, 30_000);
    expect(messagesOf(client)).toEqual(['after 1', 'after 2', 'after 3', 'before 1', 'before 2']);
    await leave();
    await node.stop(5_000);
  }, 180_000);
});

describe('a node on servers that others use', () => {
  let scene: FanoutScene;
  beforeAll(async () => {
    scene = await fanoutScene(2);
  });
  afterAll(() => scene.drop());

  it('lets in nobody new while MongoDB is away, keeps those who are there, and lets in again', async () => {
    const mongo = new URL(scene.env.MONGODB_URL);
    const proxy = await startTcpProxy(mongo.host);
    mongo.host = `127.0.0.1:${proxy.port}`;
    const node = await scene.start({ ...SETTINGS, MONGODB_URL: mongo.href });
    const { client, leave } = await watch(scene, node);
    const { keyId } = await scene.apiKey();
    const ticket = () => scene.ticket({ tenant: 'shop', keyId });
    proxy.cut();
    const refused = await connectRaw(node.port, offering(await ticket()));
    expect(await refused.closed()).toBe(CLOSE.internalError.code);
    await waitFor(async () => /failed_key_refreshes_total [1-9]/.test(await node.metrics()), 15_000);
    expect(await node.metrics()).toMatch(/failed_admissions_total 1/);
    await scene.append(['meanwhile']);
    await waitFor(() => client.rows().length === 1);
    proxy.mend();
    await waitFor(async () => {
      const again = await connectTail(node.port, { ticket: await ticket() });
      const isIn = await Promise.race([
        again.next('hello').then(() => true),
        again.closed().then(() => false),
      ]);
      await again.close();
      return isIn;
    }, 15_000);
    expect(client.messages.filter(({ type }) => type === 'error')).toEqual([]);
    await leave();
    await node.stop(5_000);
    await proxy.stop();
  });

  it('ends when its topic is made anew; its successor refuses old cursors and shows what is new', async () => {
    const node = await scene.start(SETTINGS);
    const { client } = await watch(scene, node);
    await scene.append(['old']);
    await waitFor(() => client.rows().length === 1);
    const { resumeToken } = await client.next('hello');
    const ended = node.closed?.then(
      () => 'without an error',
      (error: unknown) => String(error),
    );
    await scene.recreateLogs();
    expect(await ended).toContain('it is gone, or was made anew');
    await node.stop(5_000);
    expect(await client.closed()).toBe(CLOSE.draining.code);
    const successor = await scene.start(SETTINGS);
    const resumed = await connectTail(successor.port, { resume: resumeToken });
    resumed.send({ type: 'subscribe', id: 'b', from: { cursor: client.lastCursor() } });
    expect(await resumed.next('error')).toMatchObject({ code: 'topic-recreated', id: 'b' });
    resumed.send({ type: 'subscribe', id: 'c' });
    await resumed.next('subscribed');
    await scene.append(['new']);
    await waitFor(() => resumed.rows().length === 1);
    expect(messagesOf(resumed)).toEqual(['new']);
    await resumed.close();
    await successor.stop(5_000);
  });
});
