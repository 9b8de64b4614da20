import { startServiceControl } from '@millrace/control';
import {
  createClusterProbe,
  createElasticsearchClient,
  createIndexAdmin,
  createIndexViews,
  createLogSearch,
} from '@millrace/elasticsearch';
import type { ElasticsearchClient } from '@millrace/elasticsearch';
import { startHttp } from '@millrace/http';
import { createRecordFollower, createRecordLogAdmin, createRecordReader } from '@millrace/kafka';
import type { KafkaSettings } from '@millrace/kafka';
import {
  connectMongo,
  createApiKeyStore,
  createAuditAcceptanceStore,
  createInstanceStore,
  createNumberNameRegistry,
  createRetentionDeletionStore,
  createSavedSearchStore,
  createSigningKeyStore,
  createTenantStore,
  createTopicIdentityStore,
} from '@millrace/mongo';
import type { MongoConnection } from '@millrace/mongo';
import type { RecordLogAdmin } from '@millrace/pipeline';
import {
  elasticsearchConnection,
  kafkaConnection,
  listenSettings,
  mongoConnection,
  systemClock,
} from '@millrace/runtime';
import type { Health, RunningService, ServiceContext } from '@millrace/runtime';
import type { ApiDependencies } from './api-dependencies.js';
import { openKeptAnswers } from './answers/open-kept-answers.js';
import { apiModule } from './api.module.js';
import type { CompletenessWatch } from './completeness/completeness-watch.js';
import { startCompleteness } from './completeness/start-completeness.js';
import { flowBounds, searchBounds } from './config.js';
import type { ApiConfig } from './config.js';
import { createFlows } from './flows/flows.js';
import { createKeySlots } from './flows/key-slots.js';
import { createLiveTail } from './live/create-live-tail.js';
import type { LiveTail } from './live/live-tail.js';
import { PIPELINE_NAMES } from './pipeline-names.js';
import type { PipelineNames } from './pipeline-names.js';
import { createCostGuard } from './search/cost/cost-guard.js';

/** An api that runs. */
export interface RunningApi extends RunningService {
  readonly port: number;
}

/**
 * Connects, serves, and says ready once Kafka, Elasticsearch and MongoDB answer. Rejects when MongoDB does not answer
 * (nobody could be let in) or the port is taken. `names` are a test's own.
 */
export async function startApi(
  context: ServiceContext<ApiConfig>,
  names: PipelineNames = PIPELINE_NAMES,
): Promise<RunningApi> {
  const { config, health, telemetry, logger } = context;
  const mongo = await connectMongo(mongoConnection(config));
  const elasticsearch = createElasticsearchClient(elasticsearchConnection(config));
  const kafka = kafkaConnection(config, 'millrace-api');
  const kafkaClients = openKafka(kafka);
  const { admin, reader } = kafkaClients;
  const opened: (() => Promise<void>)[] = [];
  const closeClients = async () => {
    await Promise.all(opened.map((close) => close()));
    await Promise.allSettled([kafkaClients.close(), elasticsearch.close(), mongo.close()]);
  };
  try {
    const clients = { admin, reader, search: createLogSearch(elasticsearch) };
    const stores = await openStores(mongo);
    const systemTenant = config.MILLRACE_SYSTEM_TENANT;
    const tailUrl = config.MILLRACE_TAIL_URL;
    const control = startServiceControl({
      ...{ service: 'api', asks: true, topics: names.control, connection: kafka },
      ...{ consumers: [], health, logger },
      ...{ ensureTopics: admin.ensureTopics, registry: await createInstanceStore(mongo) },
    });
    opened.push(control.stop);
    const completeness = await startCompleteness({
      ...{ ...kafkaClients, names, logger, telemetry, now: Date.now, signingKeys: stores.signingKeys },
      withinMs: config.MILLRACE_API_COMPLETE_WITHIN_MS,
    });
    opened.push(completeness.stop);
    const leaving = new AbortController();
    const dependencies = {
      ...{ ...clients, ...stores, completeness, control, names, systemTenant, tailUrl },
      ...createFlows(flowBounds(config), telemetry),
      ...openSearching(context, elasticsearch, completeness),
      tail: liveTail(config, stores),
      leaving: leaving.signal,
      now: Date.now,
      clock: systemClock,
    };
    addChecks(health, { mongo, elasticsearch, admin });
    const module = apiModule(dependencies);
    const listen = listenSettings(config, config.MILLRACE_API_PORT);
    const http = await startHttp({ module, listen, health, telemetry, logger });
    logger.info('api-listening', { port: http.port });
    return {
      port: http.port,
      stop: async (deadlineMs) => {
        leaving.abort(new Error('ending live streams: the api stops'));
        await http.stop(deadlineMs);
        await closeClients();
      },
    };
  } catch (error) {
    await closeClients();
    throw error;
  }
}

function openSearching(
  { config, telemetry }: Pick<ServiceContext<ApiConfig>, 'config' | 'telemetry'>,
  elasticsearch: ElasticsearchClient,
  completeness: CompletenessWatch,
): Pick<ApiDependencies, 'searches' | 'cost' | 'answers'> {
  const indices = createIndexAdmin(elasticsearch);
  const parts = { views: createIndexViews(elasticsearch, indices), completeness };
  return {
    searches: createKeySlots(searchBounds(config)),
    cost: createCostGuard(config.MILLRACE_API_QUERY_COST, { list: indices.list, now: Date.now }),
    answers: openKeptAnswers(config.MILLRACE_API_ANSWER_CACHE_BYTES, parts, telemetry),
  };
}

function liveTail(config: ApiConfig, { signingKeys }: Pick<ApiDependencies, 'signingKeys'>): LiveTail {
  const url = config.MILLRACE_API_TAIL_URL ?? config.MILLRACE_TAIL_URL;
  return createLiveTail({ url, signingKeys, clock: systemClock });
}

function openKafka(kafka: KafkaSettings) {
  const [admin, reader] = [createRecordLogAdmin(kafka), createRecordReader(kafka)];
  const follower = createRecordFollower(kafka);
  const close = () => Promise.allSettled([reader.close(), follower.close(), admin.close()]);
  return { admin, reader, follower, close };
}

async function openStores(
  mongo: MongoConnection,
): Promise<
  Pick<
    ApiDependencies,
    | 'keys'
    | 'signingKeys'
    | 'savedSearches'
    | 'tenants'
    | 'numberNames'
    | 'acceptances'
    | 'retention'
    | 'topicIdentities'
  >
> {
  return {
    keys: await createApiKeyStore(mongo),
    signingKeys: await createSigningKeyStore(mongo),
    savedSearches: await createSavedSearchStore(mongo),
    tenants: createTenantStore(mongo),
    numberNames: createNumberNameRegistry(mongo),
    acceptances: await createAuditAcceptanceStore(mongo),
    retention: createRetentionDeletionStore(mongo),
    topicIdentities: createTopicIdentityStore(mongo),
  };
}

function addChecks(
  health: Health,
  servers: {
    readonly mongo: MongoConnection;
    readonly elasticsearch: ElasticsearchClient;
    readonly admin: RecordLogAdmin;
  },
): void {
  const probe = createClusterProbe(servers.elasticsearch);
  health.addCheck({ name: 'mongodb', check: (signal) => servers.mongo.check(signal) });
  health.addCheck({ name: 'elasticsearch', check: (signal) => probe.trouble(signal) });
  health.addCheck({
    name: 'kafka',
    check: async () => {
      await servers.admin.listTopics();
      return undefined;
    },
  });
}
