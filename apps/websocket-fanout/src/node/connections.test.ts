import { CLOSE } from '@millrace/schemas';
import type { SocketOffer } from '@millrace/websocket';
import { describe, expect, it, vi } from 'vitest';
import type { FanoutEvents } from '../telemetry.js';
import { createConnections } from './connections.js';
import type { ConnectionsDeps } from './connections.js';

const OFFER: SocketOffer = { path: '/v1/tail', protocols: [], remoteAddress: '127.0.0.1' };
const PRINCIPAL = { tenant: 'shop', keyId: 'key' };

/** Connections on a clock that stands still, with the events they told. */
function createScene(deps: Partial<ConnectionsDeps> = {}) {
  const told: { readonly name: string; readonly error: unknown }[] = [];
  const events = new Proxy({} as FanoutEvents, {
    get: (_, name) => (_labels: unknown, details?: { readonly fields?: { readonly error?: unknown } }) =>
      void told.push({ name: String(name), error: details?.fields?.error }),
  });
  const unused = {} as ConnectionsDeps['channels'];
  const connections = createConnections({
    ...{ channels: unused, events, node: 'test', heartbeatMs: 1_000 },
    ...{ maxConnections: 10, maxConnectionsPerKey: 10 },
    ...{ now: () => 0, random: () => 0, wake: () => undefined },
    admit: async () => ({ principal: PRINCIPAL }),
    resumeTokens: { prepare: async () => undefined, current: () => 'token' },
    ...deps,
  });
  return { connections, told };
}

function createSocket(send: () => void = () => undefined) {
  return { send, bufferedBytes: () => 0, close: vi.fn<(code: number, reason: string) => void>() };
}

describe('a connection that cannot be let in', () => {
  it('because its credential could not be looked up is told as that, with the error', async () => {
    const error = new Error('no server answers');
    const { connections, told } = createScene({ admit: () => Promise.reject(error) });
    const socket = createSocket();
    connections.open(socket, OFFER);
    await vi.waitFor(() => expect(socket.close).toHaveBeenCalled());
    expect(told).toEqual([{ name: 'admission-failed', error }]);
    expect(socket.close).toHaveBeenCalledWith(CLOSE.internalError.code, CLOSE.internalError.name);
  });

  it('because its session fails is told as that, closed, and no longer counted', async () => {
    const error = new Error('the socket is gone');
    const { connections, told } = createScene();
    const socket = createSocket(() => {
      throw error;
    });
    const listener = connections.open(socket, OFFER);
    await vi.waitFor(() => expect(socket.close).toHaveBeenCalled());
    expect(told.filter(({ name }) => name !== 'connection-opened')).toContainEqual({
      name: 'session-failed',
      error,
    });
    expect(told.map(({ name }) => name)).not.toContain('keys-unread');
    listener.closed(1006);
    expect(connections.count()).toBe(0);
  });
});
