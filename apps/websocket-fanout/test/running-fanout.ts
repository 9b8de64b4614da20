import { createRecordLogAdmin, createRecordProducer } from '@millrace/kafka';
import { connectMongo, createApiKeyStore, createSigningKeyStore } from '@millrace/mongo';
import { createHealth, createLogger, createTelemetry, loadConfig } from '@millrace/runtime';
import { documentId, encodeLogHeaders, TOPICS } from '@millrace/schemas';
import type { CorrelationGroup, Scope } from '@millrace/schemas';
import { createCursorCodec, createKeyRing } from '@millrace/tail-cursor';
import { deleteTopics, groupRecord, serverAddress, uniqueName, waitFor } from '@millrace/testing';
import { issueTicket } from '@millrace/tickets';
import type { TicketClaims } from '@millrace/tickets';
import { fanoutSettings } from '../src/config.js';
import { startFanout } from '../src/start-fanout.js';

/** Topics and a database that no other test uses, and the ways of a test into them. */
export async function fanoutScene(partitions = 3, brokers = serverAddress('KAFKA_BROKERS')) {
  const database = uniqueName('fanout');
  const base = uniqueName('fanout');
  const kafka = { brokers: brokers.split(','), clientId: 'millrace-fanout-test' };
  const mongo = await connectMongo({ url: serverAddress('MONGODB_URL'), database });
  const admin = createRecordLogAdmin(kafka);
  const producer = createRecordProducer(kafka);
  const topics = {
    logs: { ...TOPICS.logs, name: `${base}.logs`, partitions },
    correlations: { ...TOPICS.correlations, name: `${base}.correlations`, partitions },
  };
  await admin.ensureTopics(Object.values(topics));
  const apiKeys = await createApiKeyStore(mongo);
  const signingKeys = await createSigningKeyStore(mongo);
  let made = 0;
  const env = {
    KAFKA_BROKERS: brokers,
    MONGODB_URL: serverAddress('MONGODB_URL'),
    MILLRACE_DATABASE: database,
    MILLRACE_FANOUT_PORT: '0',
  };
  return {
    topics,
    brokers: kafka.brokers,
    /** Deletes the topic of logs and makes it anew. */
    async recreateLogs() {
      const before = await admin.topicId(topics.logs.name);
      await deleteTopics(kafka.brokers, [topics.logs.name]);
      await waitFor(async () => {
        await admin.ensureTopics([topics.logs]);
        const id = await admin.topicId(topics.logs.name);
        return id !== undefined && id !== before;
      }, 15_000);
    },
    /** Settings of a node of this scene. */
    env,
    apiKeys,
    async apiKey(tenant = 'shop', scopes: readonly Scope[] = ['tail']) {
      return (await apiKeys.create({ tenant, name: 'test', scopes })).description;
    },
    async ticket(claims: TicketClaims, nowMs = Date.now()) {
      return (await issueTicket('ticket', claims, { key: await signingKeys.current(Date.now()), nowMs }))
        .token;
    },
    /** The cursor that a search of this tenant gets while all there is can be found. */
    async searchCursor(tenant: string) {
      const topicId = await admin.topicId(topics.logs.name);
      const positions = (await admin.ranges(topics.logs.name)).map(({ high }) => high);
      const keys = createKeyRing(signingKeys, Date.now);
      await keys.refresh();
      const scope = { tenant, stream: 'logs', topicId: topicId ?? '' };
      return { cursor: createCursorCodec(keys).seal(scope, positions), positions };
    },
    /** Appends logs; `key` decides about the partition. */
    async append(
      messages: readonly string[],
      more: { readonly tenant?: string; readonly eventIds?: readonly string[] } = {},
    ) {
      const { tenant = 'shop' } = more;
      const timestamp = '2026-11-21T12:00:00.000000000Z';
      const records = messages.map((message, index) => {
        const eventId = more.eventIds?.[index] ?? `${base}-${made++}`;
        return {
          topic: topics.logs.name,
          key: `key-${made % 61}`,
          value: Buffer.from(
            JSON.stringify({ '@timestamp': timestamp, tenant, message, 'service.name': 'test' }),
          ),
          headers: encodeLogHeaders({
            ...{ tenant, timestamp, severity: 9, service: 'test', indexDay: '2026.11.21' },
            documentId: documentId(tenant, eventId, Date.parse(timestamp)),
          }),
        };
      });
      await producer.send(records);
    },
    /** Appends revisions of correlation groups. */
    async appendGroups(groups: readonly CorrelationGroup[]) {
      await producer.send(groups.map((group) => groupRecord(topics.correlations.name, group)));
    },
    async start(settings: Readonly<Record<string, string>> = {}) {
      const lines: string[] = [];
      const telemetry = createTelemetry('websocket-fanout');
      const service = await startFanout(
        {
          config: loadConfig(fanoutSettings, { ...env, ...settings }),
          logger: createLogger('websocket-fanout', 'debug', {
            write: (line: string) => void lines.push(line),
          }),
          ...{ telemetry, health: createHealth(), signal: new AbortController().signal },
        },
        topics,
      );
      return { ...service, lines, metrics: async () => (await telemetry.expose()).body };
    },
    async drop() {
      await mongo.db.dropDatabase();
      await Promise.all([producer.close(1_000), admin.close(), mongo.close()]);
      await deleteTopics(
        kafka.brokers,
        Object.values(topics).map(({ name }) => name),
      );
    },
  };
}

/** See {@link fanoutScene}. */
export type FanoutScene = Awaited<ReturnType<typeof fanoutScene>>;
