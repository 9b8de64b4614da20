import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSocketServer, openSocket, UpgradeRefusedError } from './index.js';
import type { ServerSocket, SocketOffer } from './index.js';

const OPTIONS = { protocols: ['test.v1', 'extra'], timeoutMs: 2_000, maxFrameBytes: 10_000_000 };
const signal = new AbortController().signal;

describe('sockets', () => {
  let http: Server;
  let url: string;
  let offers: SocketOffer[];
  let received: string[];
  let ends: number[];
  let opened: ServerSocket[];
  beforeEach(async () => {
    [offers, received, ends, opened] = [[], [], [], []];
    const sockets = createSocketServer({
      subprotocol: 'test.v1',
      maxFrameBytes: 1_000,
      refuse: ({ path }) =>
        path === '/full' ? { status: 503, reason: 'full', retryAfterSeconds: 7 } : undefined,
      open(socket, offer) {
        opened.push(socket);
        offers.push(offer);
        return {
          text(frame) {
            received.push(frame);
            socket.send(Buffer.from(`echo ${frame}`));
          },
          heard: () => undefined,
          closed: (code) => void ends.push(code),
        };
      },
    });
    http = createServer();
    http.on('upgrade', sockets.upgrade);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => http.close(resolve)));

  it('carry text both ways, and say how they end', async () => {
    const client = await openSocket(`${url}/a?b`, OPTIONS, signal);
    client.send('hello');
    const { value } = await client.frames[Symbol.asyncIterator]().next();
    expect(value).toBe('echo hello');
    expect(offers).toMatchObject([
      { path: '/a', protocols: ['test.v1', 'extra'], remoteAddress: '127.0.0.1' },
    ]);
    opened[0]!.close(4001, 'why');
    expect(await client.ended).toEqual({ code: 4001, reason: 'why' });
    await vi.waitUntil(() => ends.length === 1);
  });

  it('refuse over HTTP, with what to wait', async () => {
    const refused = openSocket(`${url}/full`, OPTIONS, signal).catch((error: unknown) => error);
    expect(await refused).toBeInstanceOf(UpgradeRefusedError);
    expect(await refused).toMatchObject({ status: 503, retryAfterSeconds: 7 });
    await expect(openSocket(url, { ...OPTIONS, protocols: ['other'] }, signal)).rejects.toMatchObject({
      status: 400,
    });
  });

  it('let go of what they refuse, though the client keeps its side open', async () => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
    const lines = ['GET /full HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade'];
    const headers = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    socket.write([...lines, ...headers, 'Sec-WebSocket-Protocol: test.v1', '', ''].join('\r\n'));
    await once(socket, 'data');
    const count = promisify(http.getConnections.bind(http));
    await vi.waitUntil(async () => (await count()) === 0);
    socket.destroy();
  });

  it('hold the server back while nobody reads, and lose nothing of it', async () => {
    const client = await openSocket(url, OPTIONS, signal);
    const [socket] = opened;
    const frame = Buffer.alloc(100_000, 'x');
    for (let count = 0; count < 200; count++) socket!.send(frame);
    await vi.waitUntil(() => socket!.bufferedBytes() > 1_000_000);
    let frames = 0;
    for await (const one of client.frames) {
      expect(one).toHaveLength(frame.length);
      frames += 1;
      if (frames === 200) break;
    }
    expect(frames).toBe(200);
    client.close();
    await client.ended;
  });

  it('end when the caller gives up', async () => {
    const stop = new AbortController();
    const client = await openSocket(url, OPTIONS, stop.signal);
    stop.abort(new Error('enough'));
    expect(await client.ended).toMatchObject({ code: 1006 });
    await expect(openSocket(url, OPTIONS, stop.signal)).rejects.toThrow('enough');
  });
});
