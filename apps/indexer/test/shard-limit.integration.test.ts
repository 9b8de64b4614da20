import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createElasticsearchClient } from '@millrace/elasticsearch';
import { removeServerData, startServers } from '@millrace/local-servers';
import type { RunningServers } from '@millrace/local-servers';
import { logsIndexPattern } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';
import { createTestPlace } from './running-indexer.js';
import { sampleLog, SAMPLE_TIME_MS } from './sample-logs.js';

const STARTING_MS = 240_000;
const DAY_MS = 86_400_000;
let servers: RunningServers;
let dataDir: string;

// The limit is the whole cluster's, so this test has one of its own.
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'millrace-shards-'));
  await chmod(dataDir, 0o711);
  const { ELASTICSEARCH_URL: _shared, ...others } = process.env;
  const env = { ...others, MILLRACE_ELASTICSEARCH_HEAP_MB: '512' };
  servers = await startServers({ dataDir, env, onEvent: () => undefined }, AbortSignal.timeout(STARTING_MS));
}, STARTING_MS);
afterAll(async () => {
  await servers.stop();
  await removeServerData(dataDir);
}, STARTING_MS);

test('at the shard limit, a 400, logs of a new day are parked while old days go on, and drain once there is room', async () => {
  const url = servers.addresses.elasticsearch;
  const client = createElasticsearchClient({ urls: [url], requestTimeoutMs: 30_000 });
  const limit = (shards: number | null) =>
    client.cluster.putSettings({ persistent: { 'cluster.max_shards_per_node': shards } });
  const place = await createTestPlace(1);
  const indexer = await place.start({ ELASTICSEARCH_URL: url });
  const { tenant, streams } = place;
  let made = 0;
  const produce = (timeMs: number) =>
    place.produce(
      Array.from({ length: 100 }, () =>
        sampleLog({ topic: streams.logs.name, tenant, eventId: `e${made++}`, timeMs }),
      ),
    );
  await produce(SAMPLE_TIME_MS);
  await place.settledBooks();
  await limit(1);
  await produce(SAMPLE_TIME_MS - DAY_MS);
  await produce(SAMPLE_TIME_MS);
  const { balanced, counts } = await place.settledBooks();
  expect(balanced).toBe(true);
  expect(counts).toEqual({ indexed: 200, parked: 100 });
  expect((await indexer.telemetry.expose()).body).toContain('parked_indices{cause="shard-limit"} 1');
  await limit(null);
  await waitFor(async () => (await place.parkedBooks()).done, 45_000);
  expect((await place.parkedBooks()).counts['indexed']).toBe(100);
  await client.indices.refresh({ index: logsIndexPattern(tenant) });
  expect((await client.count({ index: logsIndexPattern(tenant) })).count).toBe(300);
  await indexer.stop();
  await place.close();
  await client.close();
}, 120_000);
