import { randomUUID } from 'node:crypto';
import {
  connectMongo,
  createApiKeyStore,
  createRetentionDeletionStore,
  createTenantStore,
} from '@millrace/mongo';
import { createElasticsearchClient, createIndexAdmin, createLogSearch } from '@millrace/elasticsearch';
import { createRecordLogAdmin, createRecordProducer } from '@millrace/kafka';
import { createHealth, createLogger, createTelemetry, loadConfig } from '@millrace/runtime';
import {
  correlationGroupDay,
  correlationsIndexOf,
  documentId,
  INDEX_FAMILIES,
  indexDayOf,
  indexPattern,
  logsIndexOf,
  SCOPES,
  timestampMs,
  TOPICS,
} from '@millrace/schemas';
import type { CanonicalDocument, CorrelationGroup, Scope } from '@millrace/schemas';
import { uniqueName } from '@millrace/testing';
import { apiSettings } from '../src/config.js';
import type { PipelineNames } from '../src/pipeline-names.js';
import { startApi } from '../src/start-api.js';
import { recreateTopic } from './recreate-topic.js';

const DEADLINE_MS = 30_000;

/** An answer of the api, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed body; fields are asserted, not typed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a wrong shape fails the assertion that reads it
  readonly json: any;
}

/** An id that no other harness has. */
export function scratchId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 12);
}

/** Topics and database of the harness with an id. */
export function scratchPipeline(id: string) {
  return {
    names: namesOf(id),
    database: `test-api-${id}`,
    declared: (name: string) => ({ ...TOPICS.logs, name, partitions: 2 }),
  };
}

/** The real api on real servers, with a database, tenants, topics and groups of its own; `settings` by variable. */
export async function apiHarness(settings: Readonly<Record<string, string>> = {}, id = scratchId()) {
  const tenants = { system: `sys_${id}`, acme: `acme_${id}`, other: `other_${id}` };
  const { names, database, declared } = scratchPipeline(id);
  const env = {
    ...process.env,
    MILLRACE_API_PORT: '0',
    MILLRACE_DATABASE: database,
    MILLRACE_SYSTEM_TENANT: tenants.system,
    MILLRACE_API_COMPLETE_WITHIN_MS: '4000',
    // Nobody listens there: a live stream must not meet the fan-out of another Millrace.
    MILLRACE_API_TAIL_URL: 'ws://127.0.0.1:1/v1/tail',
    ...settings,
  };
  const config = loadConfig(apiSettings, env);
  const kafka = { brokers: config.KAFKA_BROKERS, clientId: uniqueName('api-test') };
  const admin = createRecordLogAdmin(kafka);
  await admin.ensureTopics(
    [names.raw, names.logs.topic, names.parked.topic, names.deadLetters].map(declared),
  );
  const producer = createRecordProducer(kafka, PRODUCER_OPTIONS);
  const mongo = await connectMongo({ url: config.MONGODB_URL, database: config.MILLRACE_DATABASE });
  const elasticsearch = createElasticsearchClient({
    urls: config.ELASTICSEARCH_URL,
    requestTimeoutMs: DEADLINE_MS,
  });
  const indices = createIndexAdmin(elasticsearch);
  await indices.ensureTemplates(
    { shards: 1, replicas: 0, refreshInterval: '1s' },
    AbortSignal.timeout(DEADLINE_MS),
  );
  const api = await startApi(
    {
      config,
      health: createHealth(),
      telemetry: createTelemetry('api'),
      logger: createLogger('api', 'error'),
      signal: AbortSignal.timeout(600_000),
    },
    names,
  );
  const keys = await createApiKeyStore(mongo);
  const keyOf = async (tenant: string, scopes: readonly Scope[] = SCOPES) =>
    (await keys.create({ tenant, name: 'test', scopes })).key;

  const store = async (documents: readonly AddressedDocument[], numberNames: readonly string[]) => {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const needed = new Set(documents.map((document) => document.index));
    for (const name of needed) await indices.create(name, numberNames, signal);
    await index(String(config.ELASTICSEARCH_URL[0]), documents);
  };

  return {
    port: api.port,
    elasticsearchUrl: String(config.ELASTICSEARCH_URL[0]),
    tenants,
    names,
    kafka,
    mongo,
    admin,
    producer,
    keyOf,
    recreateTopic: (topic: string) => recreateTopic(kafka, admin, declared(topic)),
    retention: createRetentionDeletionStore(mongo),
    tenantStore: createTenantStore(mongo),
    search: createLogSearch(elasticsearch),
    url: (path: string) => `http://127.0.0.1:${api.port}${path}`,
    call: (method: string, path: string, options: CallOptions = {}) =>
      call(`http://127.0.0.1:${api.port}${path}`, method, options),
    index: (documents: readonly CanonicalDocument[]) => store(documents.map(addressed), ['latency_ms']),
    indexGroups: (groups: readonly CorrelationGroup[]) => store(groups.map(addressedGroup), []),
    deleteIndex: (tenant: string, day: string) =>
      indices.remove(logsIndexOf(tenant, day), AbortSignal.timeout(DEADLINE_MS)),
    deleteDocument: (document: CanonicalDocument) =>
      deleteDocument(String(config.ELASTICSEARCH_URL[0]), document),
    close: async () => {
      await api.stop(5_000);
      await producer.close(5_000);
      await admin.close();
      const signal = AbortSignal.timeout(DEADLINE_MS);
      for (const tenant of Object.values(tenants)) {
        const pattern = INDEX_FAMILIES.map((family) => indexPattern(family, tenant)).join();
        for (const { index: name } of await indices.list(pattern, signal)) await indices.remove(name, signal);
      }
      await elasticsearch.close();
      await mongo.db.dropDatabase();
      await mongo.close();
    },
  };
}

/** See {@link apiHarness}. */
export type ApiHarness = Awaited<ReturnType<typeof apiHarness>>;

const PRODUCER_OPTIONS = { lingerMs: 1 };

function namesOf(id: string): PipelineNames {
  const topic = (role: string) => `test-${id}.${role}`;
  const books = [
    { app: 'ingest', groupId: `test-${id}-ingest`, topic: topic('logs.raw'), ownTopic: false },
    { app: 'indexer', groupId: `test-${id}-indexer`, topic: topic('logs'), ownTopic: true },
    { app: 'indexer', groupId: `test-${id}-parked`, topic: topic('logs.parked'), ownTopic: true },
  ];
  return {
    books,
    raw: topic('logs.raw'),
    logs: { topic: topic('logs'), indexerGroup: `test-${id}-indexer` },
    parked: { topic: topic('logs.parked'), indexerGroup: `test-${id}-parked` },
    watermarks: { ...TOPICS.watermarks, name: topic('watermarks'), partitions: 2 },
    deadLetters: topic('dead-letters'),
    control: {
      requests: { ...TOPICS.controlRequests, name: topic('control.requests'), partitions: 1 },
      replies: { ...TOPICS.controlReplies, name: topic('control.replies'), partitions: 1 },
    },
  };
}

interface CallOptions {
  readonly key?: string;
  readonly body?: unknown;
}

async function call(url: string, method: string, { key, body }: CallOptions): Promise<Answer> {
  const reply = await fetch(url, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const text = await reply.text();
  const isJson = /^application\/(?:problem\+)?json/.test(reply.headers.get('content-type') ?? '');
  return { status: reply.status, headers: reply.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** A document as ingest writes them. */
export function canonicalDocument(
  tenant: string,
  eventId: string,
  rest: Partial<CanonicalDocument> = {},
): CanonicalDocument {
  return {
    '@timestamp': '2026-11-21T12:00:00.000000000Z',
    'event.created': '2026-11-21T12:00:01.000Z',
    'event.id': eventId,
    tenant,
    message: 'a message',
    severity: 9,
    'service.name': 'test',
    ...rest,
  };
}

/** Where a document belongs. */
export function addressOf(document: CanonicalDocument) {
  return {
    index: logsIndexOf(document.tenant, indexDayOf(document['@timestamp'])),
    id: documentId(document.tenant, document['event.id'], timestampMs(document['@timestamp'])),
  };
}

interface AddressedDocument {
  readonly index: string;
  readonly id: string;
  readonly document: CanonicalDocument | CorrelationGroup;
}

function addressed(document: CanonicalDocument): AddressedDocument {
  return { ...addressOf(document), document };
}

function addressedGroup(document: CorrelationGroup): AddressedDocument {
  const { tenant, id } = document;
  const day = correlationGroupDay(id) ?? indexDayOf(document['@timestamp']);
  return { index: correlationsIndexOf(tenant, day), id, document };
}

async function index(url: string, documents: readonly AddressedDocument[]): Promise<void> {
  const lines = documents.flatMap(({ index: _index, id: _id, document }) => [
    JSON.stringify({ create: { _index, _id } }),
    JSON.stringify(document),
  ]);
  const reply = await fetch(`${url}/_bulk?refresh=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${lines.join('\n')}\n`,
  });
  const result = (await reply.json()) as { errors: boolean };
  if (result.errors) throw new Error(`indexing test documents: ${JSON.stringify(result).slice(0, 500)}`);
}

async function deleteDocument(url: string, document: CanonicalDocument): Promise<void> {
  const { index: name, id } = addressOf(document);
  const reply = await fetch(`${url}/${name}/_doc/${id}?refresh=true`, { method: 'DELETE' });
  if (!reply.ok) throw new Error(`deleting a test document: ${reply.status}`);
}
