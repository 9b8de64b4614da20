import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KafkaSettings } from './kafka-settings.js';
import { verifyAccess } from './verify-access.js';

describe('whether the brokers let a client in', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer((socket) => socket.on('error', () => undefined).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close());

  const ways: [string, Partial<KafkaSettings>][] = [
    ['plain', {}],
    ['with TLS', { tls: {} }],
    ['with a login', { sasl: { mechanism: 'plain', username: 'u', password: 'p' } }],
  ];
  it.each(ways)(
    'is not doubted, %s, when a port takes connections and ends them: a proxy before a broker that starts',
    async (_way, more) => {
      const { port } = server.address() as AddressInfo;
      const settings = { brokers: [`127.0.0.1:${port}`], clientId: 'test', ...more };
      await expect(verifyAccess(settings)).resolves.toBeUndefined();
    },
  );

  it('is not doubted when no broker can be reached', async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const settings = { brokers: [`127.0.0.1:${port}`], clientId: 'test' };
    await expect(verifyAccess(settings)).resolves.toBeUndefined();
  });
});
