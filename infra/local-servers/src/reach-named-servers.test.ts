import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hostsOf, reachNamedServers, ServerUnreachableError } from './reach-named-servers.js';

const SIGNAL = new AbortController().signal;
const listening: Server[] = [];

afterEach(() => {
  for (const server of listening.splice(0)) server.close();
});

async function listen(port = 0): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  listening.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function closedPort(): Promise<number> {
  const port = await listen();
  const server = listening.pop()!;
  server.close();
  await once(server, 'close');
  return port;
}

describe('hostsOf', () => {
  it.each([
    ['a:9092,b:9093', ['a:9092', 'b:9093']],
    ['http://search:9200', ['search:9200']],
    ['https://user:pass@search', ['search:443']],
    ['http://[::1]:9200', ['[::1]:9200']],
    ['mongodb://user:p%40ss@h1,h2:27018/logs?replicaSet=rs0', ['h1:27017', 'h2:27018']],
    ['mongodb+srv://cluster.example.org', []],
  ])('reads %s', (address, hosts) => {
    expect(hostsOf(address)).toEqual(hosts);
  });
});

describe('reachNamedServers', () => {
  it('is content with one address of several', async () => {
    const kafka = `127.0.0.1:${await closedPort()},127.0.0.1:${await listen()}`;
    await expect(reachNamedServers({ kafka }, SIGNAL)).resolves.toBeUndefined();
  });

  it('waits for a server that is about to listen', async () => {
    const port = await closedPort();
    const reached = reachNamedServers({ elasticsearch: `http://127.0.0.1:${port}` }, SIGNAL);
    await listen(port);
    await expect(reached).resolves.toBeUndefined();
  });

  it('names the variable and the address, never the password', async () => {
    const port = await closedPort();
    const mongodb = `mongodb://user:hunter2@127.0.0.1:${port}/logs`;
    const failed = reachNamedServers({ mongodb }, SIGNAL, 100);
    await expect(failed).rejects.toThrow(ServerUnreachableError);
    await expect(failed).rejects.toThrow(
      new RegExp(
        String.raw`^Reaching 127\.0\.0\.1:${port}, named by MONGODB_URL: it takes no connection \(connect ECONNREFUSED`,
      ),
    );
  });

  it('ends when it is told to', async () => {
    const kafka = `127.0.0.1:${await closedPort()}`;
    await expect(reachNamedServers({ kafka }, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });
});
