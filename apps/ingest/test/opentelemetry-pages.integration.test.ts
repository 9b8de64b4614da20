import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { issueKey, runIngest } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';
import type { ScratchServers } from './scratch-servers.js';

const ROOT = join(import.meta.dirname, '../../..');
const SHOP = join(ROOT, 'examples/opentelemetry-node/shop.mjs');
const PAGE = join(ROOT, 'docs/how-to/send-with-opentelemetry.md');
const run = promisify(execFile);

let servers: ScratchServers;
let ingest: Awaited<ReturnType<typeof runIngest>>;
let key: string;
const ingestUrl = () => `http://127.0.0.1:${ingest.port}`;
const documents = async () =>
  (await servers.readTopic(servers.names.topics.logs)).map(({ value }) => JSON.parse(String(value)));

beforeEach(async () => {
  servers = await scratchServers();
  ingest = await runIngest(servers);
  key = await issueKey(servers, 'shop', ['ingest']);
});
afterEach(async () => {
  await ingest.stop(10_000);
  await servers.drop();
});

test('the commands of the how-to send a log by hand', async () => {
  const blocks = (await readFile(PAGE, 'utf8')).matchAll(/^```sh\n([\s\S]*?)^```$/gm);
  const script = [...blocks].map(([, block = '']) => block).find((block) => block.includes('curl'));
  const folder = await mkdtemp(join(tmpdir(), 'millrace-how-to-'));
  await mkdir(join(folder, '.millrace'));
  await writeFile(
    join(folder, '.millrace/credentials.json'),
    JSON.stringify({ key, ingestUrl: ingestUrl() }),
  );
  const { stdout } = await run('sh', ['-e', '-c', script ?? 'exit 1'], { cwd: folder });
  await rm(folder, { recursive: true });
  expect(stdout).toBe('{}');
  expect(await documents()).toMatchObject([
    { message: 'payment failed', 'service.name': 'checkout', severity: 17, numbers: { latency_ms: 812.5 } },
  ]);
});

test('the OpenTelemetry example sends its logs as its README says, one trace an order', async () => {
  const { stdout, stderr } = await run(process.execPath, [SHOP], {
    env: {
      PATH: process.env['PATH'],
      OTEL_EXPORTER_OTLP_ENDPOINT: ingestUrl(),
      OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${key}`,
    },
  });
  const written = await documents();
  expect(stderr).toBe('');
  const traces = [...stdout.matchAll(/^(order-\d) is trace ([0-9a-f]{32})$/gm)];
  expect(traces).toHaveLength(3);
  expect(written).toHaveLength(6);
  for (const [, order, traceId] of traces) {
    const ofOrder = written.filter((document) => document.attributes['order.id'] === order);
    expect(ofOrder).toHaveLength(2);
    for (const document of ofOrder) {
      expect(document).toMatchObject({
        'service.name': 'checkout',
        'service.environment': 'example',
        'log.logger': 'shop.checkout',
        'trace.id': traceId,
        'correlation.id': traceId,
        'correlation.source': 'trace',
      });
    }
  }
  expect(written.find(({ message }) => message === 'payment failed')).toMatchObject({
    'log.level': 'error',
    severity: 17,
    'error.type': 'Error',
    'error.message': 'the card for order-3 was declined',
    'error.stack_trace': expect.stringContaining('at pay'),
  });
});
