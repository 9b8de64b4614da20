import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  findPortHolder,
  processesMarked,
  readOwnerMark,
  removeServerData,
  startServers,
} from '../src/index.js';
import type { LifecycleEvent, RunningServers } from '../src/index.js';

const SERVERS_TIMEOUT_MS = 240_000;

let dataDir: string;
let events: LifecycleEvent[];
const signal = new AbortController().signal;

/** The environment without servers of others: these tests are about starting them. */
const { KAFKA_BROKERS: _k, ELASTICSEARCH_URL: _e, MONGODB_URL: _m, ...env } = process.env;

beforeEach(async () => {
  dataDir = await newDataDir();
  events = [];
});

afterEach(async () => {
  expect(await processesMarked(await readOwnerMark(dataDir))).toEqual([]);
  await removeServerData(dataDir);
});

async function newDataDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-servers-'));
  await chmod(directory, 0o711);
  return directory;
}

function start(more: NodeJS.ProcessEnv = {}, directory = dataDir): Promise<RunningServers> {
  return startServers(
    { dataDir: directory, env: { ...env, ...more }, onEvent: (event) => void events.push(event) },
    signal,
  );
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 60_000, interval: 50 });
}

/** With the test's own port in the place of the two others only MongoDB is started, the quickest of the three. */
let mongodbAlone: Readonly<Record<'KAFKA_BROKERS' | 'ELASTICSEARCH_URL', string>>;
let stranger: Server;

beforeAll(async () => {
  stranger = await block(0);
  const host = `127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  mongodbAlone = { KAFKA_BROKERS: host, ELASTICSEARCH_URL: `http://${host}` };
});

afterAll(() => {
  stranger.close();
});

describe('startServers', () => {
  it(
    'starts all three, protects log indices, keeps data over a restart on other ports, and leaves nothing',
    async () => {
      const first = await start();
      await writeSomething(first);
      await expectLogIndicesProtected(first);
      const clusterId = await readFile(join(dataDir, 'kafka', 'cluster-id'), 'utf8');
      await first.stop();

      const blockers = await Promise.all(
        Object.values(first.addresses).map((address) => block(portOf(address))),
      );
      try {
        const second = await start();
        expect(second.addresses.mongodb).not.toBe(first.addresses.mongodb);
        expect(await readSomething(second)).toEqual({ mongodb: 'kept', elasticsearch: 'kept' });
        expect(await readFile(join(dataDir, 'kafka', 'cluster-id'), 'utf8')).toBe(clusterId);
        await second.stop();
        for (const address of Object.values(second.addresses)) {
          expect(await findPortHolder(portOf(address))).toBeUndefined();
        }
      } finally {
        for (const blocker of blockers) blocker.close();
      }
    },
    SERVERS_TIMEOUT_MS,
  );

  it('restarts a server that is killed, on the same address and with its data', async () => {
    const servers = await start(mongodbAlone);
    await writeMongo(servers);
    const holder = await findPortHolder(portOf(servers.addresses.mongodb));
    process.kill(holder?.pid ?? 0, 'SIGKILL');
    await until(() => events.filter((event) => event.kind === 'ready').length === 2);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'crashed', name: 'mongodb' }));
    expect(await readMongo(servers)).toBe('kept');
    await servers.stop();
  });

  it('names the process that holds a port the user fixed', async () => {
    const blocker = await block(0);
    const { port } = blocker.address() as { readonly port: number };
    try {
      await expect(start({ ...mongodbAlone, MILLRACE_MONGODB_PORT: String(port) })).rejects.toThrow(
        new RegExp(`port ${port}: process ${process.pid} `),
      );
    } finally {
      blocker.close();
    }
  });

  it('refuses a second start on the same data, and starts another beside it on other data', async () => {
    const otherDir = await newDataDir();
    const [one, two] = await Promise.all([start(mongodbAlone), start(mongodbAlone, otherDir)]);
    expect(one.addresses.mongodb).not.toBe(two.addresses.mongodb);
    await expect(start(mongodbAlone)).rejects.toThrow(`process ${process.pid} runs servers there already`);
    await Promise.all([one.stop(), two.stop()]);
    await removeServerData(otherDir);
  });

  it('gives named servers back untouched and starts none', async () => {
    const named = { ...mongodbAlone, MONGODB_URL: `mongodb://${mongodbAlone.KAFKA_BROKERS}/` };
    const servers = await start(named);
    await servers.stop();
    expect(servers.addresses).toEqual({
      kafka: named.KAFKA_BROKERS,
      elasticsearch: named.ELASTICSEARCH_URL,
      mongodb: named.MONGODB_URL.slice(0, -1),
    });
    expect(events).toEqual([]);
  });
});

describe('a supervisor killed with SIGKILL', () => {
  it('takes its servers with it', async () => {
    const mark = await readOwnerMark(dataDir);
    const supervisor = await startSupervisor();
    supervisor.kill('SIGKILL');
    await until(async () => (await processesMarked(mark)).length === 0);
  });

  it('leaves what survives even its guard to the next start, which ends exactly that', async () => {
    const supervisor = await startSupervisor();
    const mark = await readOwnerMark(dataDir);
    const marked = await processesMarked(mark);
    const mongod = await mongodAmong(marked);
    for (const pid of marked.filter((candidate) => candidate !== mongod)) process.kill(pid, 'SIGKILL');
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    const servers = await start(mongodbAlone);
    expect(events[0]).toEqual({ kind: 'orphans-ended', pids: [mongod] });
    await servers.stop();
  });

  /** Another process that runs MongoDB in `dataDir`, built as the CLI is. */
  async function startSupervisor(): Promise<ChildProcess> {
    const script = `
      const { startServers } = await import(${JSON.stringify(join(import.meta.dirname, '..', 'dist', 'index.js'))});
      await startServers(
        { dataDir: ${JSON.stringify(dataDir)}, env: process.env, onEvent: () => {} },
        new AbortController().signal,
      );
      process.stdout.write('ready');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...env, ...mongodbAlone },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  async function mongodAmong(pids: readonly number[]): Promise<number> {
    for (const pid of pids) {
      const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      if (command.trim() === 'mongod') return pid;
    }
    throw new Error('no mongod among the marked processes');
  }
});

function portOf(address: string): number {
  return Number(/:(\d+)\/?(\?|$)/.exec(address)?.[1]);
}

async function block(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** A log index that is born by accident would lack its template, and take documents no search can read. */
async function expectLogIndicesProtected({ addresses }: RunningServers): Promise<void> {
  const refused = await put(`${addresses.elasticsearch}/millrace-logs-default-2026.01.01/_doc/1`);
  expect(refused.status).toBe(404);
}

function put(url: string): Promise<Response> {
  return fetch(`${url}?refresh=true`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"value":"kept"}',
  });
}

async function writeSomething(servers: RunningServers): Promise<void> {
  await writeMongo(servers);
  await put(`${servers.addresses.elasticsearch}/things/_doc/1`);
}

async function readSomething(servers: RunningServers) {
  const reply = await fetch(`${servers.addresses.elasticsearch}/things/_doc/1`);
  const body = (await reply.json()) as { readonly _source: { readonly value: string } };
  return { mongodb: await readMongo(servers), elasticsearch: body._source.value };
}

async function writeMongo({ addresses }: RunningServers): Promise<void> {
  await withMongo(addresses.mongodb, async (things) => {
    await things.insertOne({ value: 'kept' }, { writeConcern: { w: 'majority', journal: true } });
  });
}

async function readMongo({ addresses }: RunningServers): Promise<unknown> {
  return await withMongo(addresses.mongodb, async (things) => (await things.findOne())?.['value'] as unknown);
}

async function withMongo<T>(
  url: string,
  work: (things: ReturnType<ReturnType<MongoClient['db']>['collection']>) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(url);
  try {
    return await work(client.db('millrace_test').collection('things'));
  } finally {
    await client.close();
  }
}
