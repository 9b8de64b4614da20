import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PortTakenError, processesMarked, readOwnerMark } from '@millrace/local-servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { resetState } from './reset.js';
import { runUp, type UpDeps } from './run-up.js';
import { AlreadyRunningError } from './running-instance.js';
import { SERVICES } from './service-definitions.js';

/** A service that does nothing but say it is ready, and note in its log when it was asked to stop. */
const FAKE_SERVICE = `
import { createServer } from 'node:http';
const name = process.argv[1].split('/').at(-3);
const portVariables = ${JSON.stringify(Object.fromEntries(SERVICES.map((each) => [each.name, each.portVariable])))};
const port = process.env[portVariables[name]];
createServer((request, response) => {
  if (request.url === '/crash') process.exit(9);
  response.end(String(process.pid));
}).listen(port, '127.0.0.1', () => console.log(name + ' listens'));
process.on('SIGTERM', () => process.exit(0));
`;

let servers: Server;
let serversHost: string;
let directory: string;
let screen: string;
let stopping: AbortController;

beforeAll(async () => {
  servers = createServer().listen(0, '127.0.0.1');
  await once(servers, 'listening');
  serversHost = `127.0.0.1:${(servers.address() as AddressInfo).port}`;
});

afterAll(() => {
  servers.close();
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-up-'));
  screen = '';
  stopping = new AbortController();
  await writeServices(FAKE_SERVICE);
});

afterEach(async () => {
  expect(await processesMarked(await readOwnerMark(join(directory, 'state')))).toEqual([]);
  await rm(directory, { recursive: true });
});

async function writeServices(source: string): Promise<void> {
  for (const { name } of SERVICES) {
    await mkdir(join(directory, 'apps', name, 'dist'), { recursive: true });
    await writeFile(join(directory, 'apps', name, 'dist', 'main.js'), source);
    await writeFile(join(directory, 'apps', name, 'package.json'), '{"type":"module"}');
  }
}

/** Everything but the servers: a port that takes connections stands for all of them, and these services ask nothing. */
function deps(env: NodeJS.ProcessEnv = {}): UpDeps {
  return {
    home: { rootDir: directory, stateDir: join(directory, 'state') },
    env: {
      PATH: process.env['PATH'],
      KAFKA_BROKERS: serversHost,
      ELASTICSEARCH_URL: `http://${serversHost}`,
      MONGODB_URL: `mongodb://${serversHost}/`,
      ...env,
    },
    output: { write: (text) => (screen += text) },
    now: () => performance.now(),
    bootstrap: (_mongodbUrl, { ingestUrl, apiUrl }) =>
      Promise.resolve({ tenant: 'default', ingestUrl, apiUrl, key: 'mr_secret' }),
    whenReady: () => Promise.resolve(),
  };
}

async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { timeout: 5_000, interval: 10 });
}

function urlOf(service: string): string {
  return new RegExp(`^  ${service} +(http\\S+)$`, 'm').exec(screen)?.[1] ?? '';
}

describe('runUp', () => {
  it('brings everything up, says so without showing the key, and leaves nothing when it is stopped', async () => {
    const running = runUp(deps(), stopping.signal);
    await until(() => screen.includes('\nready in '));
    expect((await fetch(`${urlOf('api')}/readyz`)).status).toBe(200);
    expect(screen).not.toContain('mr_secret');
    stopping.abort();
    await running;
    expect(screen).toContain('  ingest             stopped\n');
    await expect(fetch(urlOf('api'))).rejects.toThrow();
  });

  it('reports a crashed service with the tail of its log and starts it again', async () => {
    const running = runUp(deps(), stopping.signal);
    await until(() => screen.includes('\nready in '));
    await fetch(`${urlOf('indexer')}/crash`).catch(() => undefined);
    await until(() =>
      /indexer +ended unexpectedly \(status 9\)[^]*\| indexer listens[^]*indexer +ready/.test(screen),
    );
    stopping.abort();
    await running;
  });

  it('refuses a second start in the same place, naming the process and where it is reached', async () => {
    const running = runUp(deps(), stopping.signal);
    await until(() => screen.includes('\nready in '));
    const second = runUp(deps(), new AbortController().signal);
    await expect(second).rejects.toThrow(AlreadyRunningError);
    await expect(second).rejects.toThrow(`process ${process.pid}: ingest ${urlOf('ingest')}`);
    await expect(resetState(join(directory, 'state'))).rejects.toThrow(AlreadyRunningError);
    stopping.abort();
    await running;
  });

  it('moves a service to a free port unless the user fixed it; then it names who is in the way', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    try {
      const attempt = runUp(deps({ MILLRACE_API_PORT: String(port) }), stopping.signal);
      await expect(attempt).rejects.toThrow(PortTakenError);
      await expect(attempt).rejects.toThrow(`process ${process.pid}`);
    } finally {
      blocker.close();
    }
  });

  it('stops what it started when a service cannot start, and shows why', async () => {
    await writeFile(
      join(directory, 'apps', 'api', 'dist', 'main.js'),
      "throw new Error('MILLRACE_LIMIT: expected a number')",
    );
    await expect(runUp(deps(), stopping.signal)).rejects.toThrow(/Starting api: [^]*MILLRACE_LIMIT/);
  });

  it('stops while it still starts', async () => {
    await writeServices('setInterval(() => undefined, 1000);');
    const running = runUp(deps(), stopping.signal);
    await until(() => screen.includes('api                starting'));
    stopping.abort();
    await running;
  });
});

describe('resetState', () => {
  it('removes data, logs and keys', async () => {
    const running = runUp(deps(), stopping.signal);
    await until(() => screen.includes('\nready in '));
    stopping.abort();
    await running;
    const stateDir = join(directory, 'state');
    expect(await readdir(stateDir)).toContain('logs');
    await resetState(stateDir);
    await expect(stat(stateDir)).rejects.toThrow('ENOENT');
  });
});
