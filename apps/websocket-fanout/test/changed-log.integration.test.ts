import { randomBytes } from 'node:crypto';
import { createLogger, createTelemetry, loadConfig } from '@millrace/runtime';
import { addPartitions, expireRecords, waitFor } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanoutSettings } from '../src/config.js';
import { createCursorCodec } from '@millrace/tail-cursor';
import { readLog } from '../src/groups/read-document.js';
import { connectServers } from '../src/node/connect-servers.js';
import type { FanoutServers } from '../src/node/connect-servers.js';
import { openStream } from '../src/node/open-stream.js';
import { createFanoutEvents } from '../src/telemetry.js';
import { fanoutScene } from './running-fanout.js';
import type { FanoutScene } from './running-fanout.js';
import { createSink, subscribed } from './stream-scene.js';
import { connectTail } from './tail-client.js';

const MIB = 1_048_576;
const logger = createLogger('websocket-fanout', 'error', { write: () => undefined });

describe('offsets that retention took before the node read them', () => {
  let scene: FanoutScene;
  let servers: FanoutServers;
  beforeAll(async () => {
    scene = await fanoutScene(1);
    servers = await connectServers(loadConfig(fanoutSettings, scene.env), logger);
  });
  afterAll(async () => {
    await servers.close();
    await scene.drop();
  });

  it('are told to readers as a gap, and the rows after them follow', async () => {
    await scene.append(['read 1', 'read 2']);
    const telemetry = createTelemetry('websocket-fanout');
    const key = { id: 'test', secret: randomBytes(32) };
    let groups = 0;
    const { admin, reader, follower } = servers;
    const open = await openStream(
      {
        ...{ name: 'logs', read: readLog, topic: scene.topics.logs.name },
        ...{ ringBytes: MIB, idWindow: 1_000, fillMs: 10_000 },
      },
      {
        ...{ admin, reader, follower, now: Date.now, nextGroupNumber: () => ++groups },
        codec: createCursorCodec({ current: () => key, find: () => key }),
        events: createFanoutEvents({ telemetry, logger }),
        ...{ flush: () => undefined, wake: () => undefined },
      },
      new AbortController().signal,
    );
    const { stream } = open.channel;
    const { sink, outlet } = createSink();
    const watching = subscribed(stream, outlet, { query: '' });
    const late = createSink();
    const lateReader = subscribed(stream, late.outlet, { query: '', from: [0] });
    await scene.append(Array.from({ length: 30 }, (_, at) => `unread ${at}`));
    await expireRecords(scene.brokers, { topic: scene.topics.logs.name, partition: 0, before: 22 });
    const leaving = new AbortController();
    const following = open.follow(leaving.signal);
    await waitFor(() => {
      stream.flush();
      return sink.rows.length === 10 && late.sink.rows.length === 12;
    });
    const gap = { reason: 'expired', offsets: [{ partition: 0, from: 2, to: 22 }] };
    expect(sink.gaps).toEqual([gap]);
    expect(late.sink.gaps).toEqual([gap]);
    expect(sink.rows[0]?.offset).toBe(22);
    for (const one of [watching, lateReader]) {
      const { matched, delivered, queued, positions } = stream.ledger(one);
      expect([matched - delivered, queued, positions]).toEqual([0, 0, [32]]);
    }
    expect((await telemetry.expose()).body).toMatch(/expired_offsets_total\{stream="logs"\} 20/);
    leaving.abort();
    await following;
  });
});

describe('partitions that are added while a node runs', () => {
  let scene: FanoutScene;
  beforeAll(async () => {
    scene = await fanoutScene(2);
  });
  afterAll(() => scene.drop());

  it('are shown, and a cursor from before begins them at their first offset', async () => {
    const settings = { MILLRACE_FANOUT_DRAIN_MS: '0' };
    const node = await scene.start(settings);
    const { keyId } = await scene.apiKey();
    const ticket = () => scene.ticket({ tenant: 'shop', keyId });
    const client = await connectTail(node.port, { ticket: await ticket() });
    client.send({ type: 'subscribe', id: 'a' });
    const { cursor } = await client.next('subscribed');
    await addPartitions(scene.brokers, scene.topics.logs.name, 4);
    await waitFor(async () => {
      await scene.append(['more']);
      return client.rows().some(({ partition }) => partition >= 2);
    }, 30_000);
    await scene.append(['last']);
    await waitFor(() => client.rows().some(({ document }) => document['message'] === 'last'));
    const shown = client.rows().map(({ partition, offset }) => `${partition}@${offset}`);
    expect(new Set(shown).size).toBe(shown.length);
    const again = await connectTail(node.port, { ticket: await ticket() });
    again.send({ type: 'subscribe', id: 'b', from: { cursor } });
    await again.next('live');
    expect(
      again
        .rows()
        .map(({ partition, offset }) => `${partition}@${offset}`)
        .toSorted(),
    ).toEqual(shown.toSorted());
    await Promise.all([client.close(), again.close()]);
    await node.stop(5_000);
  });
});
