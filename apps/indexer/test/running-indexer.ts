import { randomBytes } from 'node:crypto';
import { decodeDeadLetter } from '@millrace/dead-letter';
import type { DeadLetter } from '@millrace/dead-letter';
import { createElasticsearchClient, createIndexAdmin } from '@millrace/elasticsearch';
import { createRecordLogAdmin, createRecordProducer, createRecordReader } from '@millrace/kafka';
import { connectMongo } from '@millrace/mongo';
import type { OutboundRecord } from '@millrace/pipeline';
import { createHealth, createLogger, createTelemetry, loadConfig } from '@millrace/runtime';
import { DEPLOYED_STREAMS } from '../src/indexer-streams.js';
import type { IndexerStreams } from '../src/indexer-streams.js';
import { indexerSettings } from '../src/config.js';
import { startIndexer } from '../src/start-indexer.js';
import type { IndexerVariation } from '../src/start-indexer.js';
import {
  decodeWatermark,
  INDEX_FAMILIES,
  indexPattern,
  ledgerBalances,
  logsIndexPattern,
} from '@millrace/schemas';
import type { Watermark } from '@millrace/schemas';
import { deleteTopics, recordsIn, serverAddress, waitFor } from '@millrace/testing';

const SETTLING_MS = 40_000;
/** Quicker than a deployment's, with the same doubling: a healing is seen within a second. */
const PROBE_PACE = { probeBaseMs: 100, probeMaxMs: 1_000 };

/** A place of its own on the real servers: topics, groups, tenant and database nobody else uses. */
export async function createTestPlace(partitions = 3) {
  const id = randomBytes(5).toString('hex');
  const brokers = serverAddress('KAFKA_BROKERS').split(',');
  const tenant = `t${id}`;
  const own = (topic: (typeof DEPLOYED_STREAMS)['logs']) => ({
    ...topic,
    name: `${topic.name}.${id}`,
    partitions,
  });
  const streams: IndexerStreams = {
    logs: own(DEPLOYED_STREAMS.logs),
    correlations: own(DEPLOYED_STREAMS.correlations),
    parked: own(DEPLOYED_STREAMS.parked),
    deadLetters: own(DEPLOYED_STREAMS.deadLetters),
    watermarks: own(DEPLOYED_STREAMS.watermarks),
    logsGroup: `indexer-${id}`,
    correlationsGroup: `indexer-correlations-${id}`,
    parkedGroup: `indexer-parked-${id}`,
  };
  const topics = [
    streams.logs,
    streams.correlations,
    streams.parked,
    streams.deadLetters,
    streams.watermarks,
  ];
  const pattern = logsIndexPattern(tenant);
  const ownIndices = { retentionPattern: pattern, logIndices: pattern };
  const kafka = { brokers, clientId: `test-${id}` };
  const admin = createRecordLogAdmin(kafka);
  await admin.ensureTopics(topics);
  const producer = createRecordProducer(kafka);
  const reader = createRecordReader(kafka);
  const client = createElasticsearchClient({
    urls: [serverAddress('ELASTICSEARCH_URL')],
    requestTimeoutMs: 60_000,
  });
  const database = `millrace_test_${id}`;
  const env = {
    KAFKA_BROKERS: brokers.join(),
    ELASTICSEARCH_URL: serverAddress('ELASTICSEARCH_URL'),
    MONGODB_URL: serverAddress('MONGODB_URL'),
    MILLRACE_DATABASE: database,
  };

  /** Starts an indexer here; `elasticsearchUrl` puts a proxy in between. */
  const start = async (settings: Readonly<Record<string, string>> = {}, variation: IndexerVariation = {}) => {
    const config = loadConfig(indexerSettings, {
      ...env,
      MILLRACE_INDEXER_LINGER_MS: '50',
      MILLRACE_INDEXER_PARK_HOLD_MS: '300',
      ...settings,
    });
    const health = createHealth();
    const telemetry = createTelemetry('indexer');
    const stopping = new AbortController();
    const service = await startIndexer(
      {
        config,
        health,
        telemetry,
        logger: createLogger('indexer', (process.env['TEST_LOG_LEVEL'] ?? 'error') as 'error'),
        signal: stopping.signal,
      },
      { streams, ...ownIndices, probePace: PROBE_PACE, ...variation },
    );
    service.closed?.catch(() => undefined);
    return { service, health, telemetry, config, stop: () => service.stop(10_000) };
  };

  /** Positions of a group with their ledgers; `done` once every record of the topic is committed. */
  const books = async (groupId: string, topic: string) => {
    const [ranges, positions] = [await admin.ranges(topic), await admin.committed(groupId, topic)];
    const counts: Record<string, number> = {};
    let done = true;
    let balanced = true;
    for (const { partition, high } of ranges) {
      const position = positions.find((each) => each.partition === partition);
      if ((position?.offset ?? 0) !== high) done = false;
      if (position?.offset === undefined) continue;
      if (!position.ledger || !ledgerBalances(position.ledger, position.offset)) balanced = false;
      for (const [outcome, count] of Object.entries(position.ledger?.counts ?? {})) {
        counts[outcome] = (counts[outcome] ?? 0) + count;
      }
    }
    return { done, balanced, counts };
  };

  return {
    id,
    /** Environment that leads an indexer here. */
    env,
    tenant,
    streams,
    admin,
    client,
    indexAdmin: createIndexAdmin(client),
    produce: (records: readonly OutboundRecord[]) => producer.send(records),
    start,
    /** Waits until every record of `logs` is committed and returns the books. */
    async settledBooks() {
      let seen = await books(streams.logsGroup, streams.logs.name);
      const settled = async () => {
        seen = await books(streams.logsGroup, streams.logs.name);
        return seen.done;
      };
      await waitFor(settled, SETTLING_MS).catch((error: unknown) => {
        throw new Error(`the books stand at ${JSON.stringify(seen)}`, { cause: error });
      });
      return seen;
    },
    logsBooks: () => books(streams.logsGroup, streams.logs.name),
    correlationsBooks: () => books(streams.correlationsGroup, streams.correlations.name),
    parkedBooks: () => books(streams.parkedGroup, streams.parked.name),
    /** Ids of this tenant's documents, with how many times each is there (always once, unless something is wrong). */
    async documentIds(): Promise<readonly string[]> {
      await client.indices.refresh({ index: logsIndexPattern(tenant), ignore_unavailable: true });
      const ids: string[] = [];
      let after: unknown;
      do {
        const page = await client.search({
          index: logsIndexPattern(tenant),
          size: 5000,
          _source: false,
          stored_fields: [],
          sort: [{ '@timestamp': 'asc' }, { 'event.id': 'asc' }],
          ...(after ? { search_after: after as string[] } : {}),
        });
        ids.push(...page.hits.hits.map(({ _id }) => _id ?? ''));
        after = page.hits.hits.at(-1)?.sort;
      } while (after);
      return ids;
    },
    /** The furthest watermark of every partition of `logs`. */
    async watermarks(): Promise<ReadonlyMap<number, Watermark>> {
      const furthest = new Map<number, Watermark>();
      for (const record of await recordsIn({ admin, reader }, streams.watermarks.name)) {
        const { topic, partition, watermark } = decodeWatermark(record) ?? {};
        if (topic !== streams.logs.name || partition === undefined || watermark === undefined) continue;
        if (watermark.offset >= (furthest.get(partition)?.offset ?? 0)) furthest.set(partition, watermark);
      }
      return furthest;
    },
    async deadLetters(atLeast: number): Promise<readonly DeadLetter[]> {
      const { name } = streams.deadLetters;
      const records = await waitFor(async () => {
        const found = await recordsIn({ admin, reader }, name);
        return found.length >= atLeast ? found : undefined;
      }, SETTLING_MS);
      return records.map((record) => {
        const decoded = decodeDeadLetter(record);
        if ('bad' in decoded) throw new Error(`a dead letter has a bad header ${decoded.bad}`);
        return decoded.letter;
      });
    },
    async close() {
      const own = INDEX_FAMILIES.map((family) => indexPattern(family, tenant)).join();
      for (const { index } of await createIndexAdmin(client).list(own, AbortSignal.timeout(60_000))) {
        await client.indices.delete({ index });
      }
      const mongo = await connectMongo({ url: serverAddress('MONGODB_URL'), database });
      await mongo.db.dropDatabase();
      await Promise.all([mongo.close(), producer.close(5000), reader.close(), client.close(), admin.close()]);
      await deleteTopics(
        brokers,
        topics.map(({ name }) => name),
      );
    },
  };
}

/** See {@link createTestPlace}. */
export type TestPlace = Awaited<ReturnType<typeof createTestPlace>>;
