import { fileURLToPath } from 'node:url';
import { createRecordLogAdmin, createRecordProducer, createRecordReader } from '@millrace/kafka';
import { connectMongo, createCorrelationStore } from '@millrace/mongo';
import type { OutboundRecord } from '@millrace/pipeline';
import { createHealth, createLogger, createTelemetry, loadConfig } from '@millrace/runtime';
import {
  correlationGroupSchema,
  decodeCorrelationRouting,
  documentId,
  encodeLogHeaders,
  formatTimestamp,
  indexDayOf,
  ledgerBalances,
  TOPICS,
} from '@millrace/schemas';
import type { CorrelationGroup, TopicDeclaration } from '@millrace/schemas';
import {
  deleteTopics,
  FROM_SOURCES,
  recordsIn,
  serverAddress,
  spawnProgram,
  uniqueName,
  waitFor,
} from '@millrace/testing';
import { engineSettings } from '../src/config.js';
import { DEPLOYED_STREAMS } from '../src/engine-streams.js';
import type { EngineStreams } from '../src/engine-streams.js';
import { startEngine } from '../src/start-engine.js';

const SETTLING_MS = 60_000;
const PROGRAM = fileURLToPath(new URL('engine-process.ts', import.meta.url));
const TSCONFIG = fileURLToPath(new URL('../tsconfig.lib.json', import.meta.url));

/** A log of a scene, at a time since the scene began. */
export interface SceneLog {
  readonly id: string | undefined;
  readonly at: number;
  readonly service?: string;
  readonly severity?: number;
  readonly message?: string;
  /** Two logs of one event are one. */
  readonly event?: string;
}

/** Topics, group and database of a test's own on the real servers, and ways to look into them. */
export async function engineScene(partitions = 3, { isReached = false } = {}) {
  const base = uniqueName('engine');
  const brokers = serverAddress('KAFKA_BROKERS').split(',');
  const kafka = { brokers, clientId: base };
  const own = (topic: TopicDeclaration) => ({ ...topic, name: `${base}.${topic.name}`, partitions });
  const streams: EngineStreams = {
    logs: own(DEPLOYED_STREAMS.logs),
    correlations: own(DEPLOYED_STREAMS.correlations),
    deadLetters: own(DEPLOYED_STREAMS.deadLetters),
    groupId: base,
    ...(isReached && {
      control: { requests: own(TOPICS.controlRequests), replies: own(TOPICS.controlReplies) },
    }),
  };
  const env = {
    KAFKA_BROKERS: brokers.join(),
    MONGODB_URL: serverAddress('MONGODB_URL'),
    MILLRACE_DATABASE: base,
    MILLRACE_CORRELATION_WINDOW_MS: '2000',
  };
  const mongo = await connectMongo({ url: env.MONGODB_URL, database: base });
  const admin = createRecordLogAdmin(kafka);
  const producer = createRecordProducer(kafka);
  const reader = createRecordReader(kafka);
  const topics = [
    ...[streams.logs, streams.correlations, streams.deadLetters],
    ...(streams.control ? Object.values(streams.control) : []),
  ];
  await admin.ensureTopics(topics);
  const startMs = Date.now();
  const closing: (() => Promise<unknown>)[] = [];

  const readTopic = (topic: string) => recordsIn({ admin, reader }, topic);
  const books = async () => {
    const counts: Record<string, number> = {};
    const positions = await admin.committed(base, streams.logs.name);
    let done = true;
    for (const { partition, high } of await admin.ranges(streams.logs.name)) {
      const { offset, ledger } = positions.find((each) => each.partition === partition) ?? {};
      if (offset !== high || !ledger || !ledgerBalances(ledger, offset)) done = false;
      for (const [outcome, count] of Object.entries(ledger?.counts ?? {}))
        counts[outcome] = (counts[outcome] ?? 0) + count;
    }
    return { done, counts };
  };
  return {
    streams,
    kafka,
    admin,
    mongo,
    startMs,
    readTopic,
    books,
    store: await createCorrelationStore(mongo),
    send: (records: readonly OutboundRecord[]) => producer.send(records),
    append: (logs: readonly SceneLog[]) =>
      producer.send(logs.map((log) => logRecord(log, { topic: streams.logs.name, startMs }))),
    /** Starts an engine in this process. */
    async start(settings: Readonly<Record<string, string>> = {}) {
      const telemetry = createTelemetry('correlation-engine');
      const health = createHealth();
      const service = await startEngine(
        {
          config: loadConfig(engineSettings, { ...env, ...settings }),
          logger: createLogger('correlation-engine', (process.env['TEST_LOG_LEVEL'] ?? 'error') as 'error'),
          ...{ telemetry, health, signal: new AbortController().signal },
        },
        streams,
      );
      service.closed?.catch(() => undefined);
      let stopped: Promise<void> | undefined;
      const stop = () => (stopped ??= service.stop(10_000));
      closing.push(stop);
      return { service, health, stop, metrics: async () => (await telemetry.expose()).body };
    },
    /** Starts an engine as a process of its own. */
    async spawn(settings: Readonly<Record<string, string>> = {}) {
      const names = { TSX_TSCONFIG_PATH: TSCONFIG, TEST_STREAMS: JSON.stringify(streams) };
      const program = { name: 'the engine', entry: PROGRAM, execArgv: FROM_SOURCES };
      const engine = await spawnProgram({ ...program, env: { ...env, ...settings, ...names } });
      closing.push(() => engine.end('SIGKILL'));
      return engine;
    },
    /** Waits until every log is committed and returns the counts of the books. */
    async settledCounts() {
      let seen = await books();
      await waitFor(async () => (seen = await books()).done, SETTLING_MS).catch((error: unknown) => {
        throw new Error(`the books stand at ${JSON.stringify(seen)}`, { cause: error });
      });
      return seen.counts;
    },
    /** The newest revision of each group that was told, by correlation id and time. */
    async told(): Promise<readonly CorrelationGroup[]> {
      const newest = new Map<string, { version: number; group: CorrelationGroup }>();
      for (const record of await readTopic(streams.correlations.name)) {
        const routing = decodeCorrelationRouting(record.headers);
        if ('bad' in routing) throw new Error(`a revision has a bad header ${routing.bad}`);
        const group = correlationGroupSchema.parse(JSON.parse(String(record.value)));
        const before = newest.get(group.id);
        if (!before || before.version <= routing.version)
          newest.set(group.id, { version: routing.version, group });
      }
      const place = (group: CorrelationGroup) => `${group['correlation.id']} ${group['@timestamp']}`;
      return [...newest.values()]
        .map(({ group }) => group)
        .sort((one, other) => (place(one) < place(other) ? -1 : 1));
    },
    async drop() {
      await Promise.all(closing.map((close) => close()));
      await mongo.db.dropDatabase();
      await Promise.all([producer.close(1_000), reader.close(), admin.close(), mongo.close()]);
      await deleteTopics(
        brokers,
        topics.map(({ name }) => name),
      );
    },
  };
}

/** See {@link engineScene}. */
export type EngineScene = Awaited<ReturnType<typeof engineScene>>;

function logRecord(
  log: SceneLog,
  scene: { readonly topic: string; readonly startMs: number },
): OutboundRecord {
  const { id, at, service = 'web', severity = 9, message = 'hello' } = log;
  const timeMs = scene.startMs + at;
  const timestamp = formatTimestamp({ epochMs: timeMs, nanos: 0 });
  const event = log.event ?? `${id} ${at} ${service} ${severity}`;
  return {
    topic: scene.topic,
    key: id ?? service,
    value: Buffer.from(JSON.stringify({ '@timestamp': timestamp, message, 'service.name': service })),
    headers: encodeLogHeaders({
      ...{ documentId: documentId('shop', event, timeMs), tenant: 'shop', indexDay: indexDayOf(timestamp) },
      ...{ timestamp, severity, service },
      ...(id !== undefined && { correlation: 'trace' as const }),
    }),
  };
}
