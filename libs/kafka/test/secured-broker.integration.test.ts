import { readFileSync } from 'node:fs';
import type { RecordReader } from '@millrace/pipeline';
import { KAFKA_LOGIN, startSecuredKafka, uniqueName, waitFor } from '@millrace/testing';
import type { SecuredKafka } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  KafkaAccessError,
  createRecordConsumer,
  createRecordLogAdmin,
  createRecordProducer,
  createRecordReader,
} from '../src/index.js';
import type { KafkaAccessCode, KafkaSettings } from '../src/index.js';

const CONSUMER = {
  maxBatchRecords: 50,
  maxBatchBytes: 1_000_000,
  lingerMs: 5,
  maxInFlight: 1,
  maxLaneBytes: 1_000_000,
  commitIntervalMs: 50,
};
/** Well below the time in which either client gives up on a broker that does not answer. */
const AT_ONCE_MS = 3_000;

let kafka: SecuredKafka;
beforeAll(async () => {
  kafka = await startSecuredKafka();
});
afterAll(() => kafka.stop());

const pem = (name: keyof SecuredKafka['files']) => readFileSync(kafka.files[name], 'utf8');
const plain = { mechanism: 'plain', ...KAFKA_LOGIN } as const;
const at = (door: keyof SecuredKafka['addresses'], more: Partial<KafkaSettings>): KafkaSettings => ({
  brokers: [kafka.addresses[door]],
  clientId: 'millrace-test',
  ...more,
});

describe('a broker that demands TLS and a login or a certificate', () => {
  it.each<[string, () => KafkaSettings]>([
    ['PLAIN over TLS', () => at('login', { tls: { ca: pem('ca') }, sasl: plain })],
    [
      'SCRAM-SHA-512 over TLS',
      () => at('login', { tls: { ca: pem('ca') }, sasl: { ...plain, mechanism: 'scram-sha-512' } }),
    ],
    ['mutual TLS', () => at('certificate', { tls: { ca: pem('ca'), cert: pem('cert'), key: pem('key') } })],
  ])('takes admin, producer, consumer with its ledger, and reader: %s', async (_name, settingsOf) => {
    const settings = settingsOf();
    const topic = uniqueName('secured');
    const admin = createRecordLogAdmin(settings);
    await admin.ensureTopics([
      {
        name: topic,
        partitions: 1,
        cleanup: 'delete',
        retentionMs: 3_600_000,
        timestampType: 'LogAppendTime',
      },
    ]);
    const producer = createRecordProducer(settings);
    const values = Array.from({ length: 20 }, (_, index) => `value ${index}`);
    await producer.send(
      values.map((value) => ({ topic, key: null, value: Buffer.from(value), headers: {} })),
    );
    const consumer = createRecordConsumer(
      settings,
      { ...CONSUMER, groupId: topic, topics: [topic] },
      async (records) => records.map((record) => ({ record, outcome: 'accepted' })),
    );
    await consumer.start(AbortSignal.timeout(20_000));
    const [position] = await waitFor(async () => {
      const positions = await admin.committed(topic, topic);
      return positions[0]?.offset === values.length ? positions : undefined;
    }, 20_000);
    expect(position?.ledger?.counts).toEqual({ accepted: values.length });

    const reader = createRecordReader(settings);
    const range = { topic, partition: 0, from: 0, to: values.length };
    expect(await valuesOf(reader, range)).toEqual(values);
    await Promise.all([consumer.stop(1_000), producer.close(1_000), reader.close(), admin.close()]);
  });

  it.each<[string, () => KafkaSettings, KafkaAccessCode, string]>([
    [
      'a wrong password of PLAIN',
      () => at('login', { tls: { ca: pem('ca') }, sasl: { ...plain, password: 'hunter2' } }),
      'login-refused',
      'KAFKA_SASL_PASSWORD',
    ],
    [
      'a wrong password of SCRAM',
      () =>
        at('login', {
          tls: { ca: pem('ca') },
          sasl: { mechanism: 'scram-sha-512', username: plain.username, password: 'hunter2' },
        }),
      'login-refused',
      'KAFKA_SASL_PASSWORD',
    ],
    [
      'a mechanism that is not offered',
      () => at('login', { tls: { ca: pem('ca') }, sasl: { ...plain, mechanism: 'scram-sha-256' } }),
      'mechanism-not-offered',
      'KAFKA_SASL_MECHANISM',
    ],
    ['a login where none is wanted', () => at('plain', { sasl: plain }), 'mechanism-not-offered', 'or none'],
    ['no login', () => at('login', { tls: { ca: pem('ca') } }), 'login-expected', 'KAFKA_SASL_MECHANISM'],
    [
      'an authority that did not sign the broker',
      () => at('login', { tls: { ca: pem('strangerCa') }, sasl: plain }),
      'authority-unknown',
      'KAFKA_TLS_CA_FILE',
    ],
    [
      'a host that the certificate does not name',
      () => ({
        ...at('login', { tls: { ca: pem('ca') }, sasl: plain }),
        brokers: [kafka.addresses.login.replace('127.0.0.1', 'localhost')],
      }),
      'certificate-wrong',
      'KAFKA_BROKERS',
    ],
    ['no TLS', () => at('login', { sasl: plain }), 'tls-expected', 'KAFKA_TLS=true'],
    [
      'TLS where none is offered',
      () => at('plain', { tls: { ca: pem('ca') } }),
      'tls-not-offered',
      'KAFKA_BROKERS',
    ],
    [
      'no certificate of its own',
      () => at('certificate', { tls: { ca: pem('ca') } }),
      'client-certificate-refused',
      'KAFKA_TLS_CERT_FILE',
    ],
  ])('refuses %s at once, to every client, with what to change', async (_name, settingsOf, code, setting) => {
    const settings = settingsOf();
    const topic = 'any';
    const admin = createRecordLogAdmin(settings);
    const producer = createRecordProducer(settings);
    const reader = createRecordReader(settings);
    const consumer = createRecordConsumer(
      settings,
      { ...CONSUMER, groupId: topic, topics: [topic] },
      async () => [],
    );
    const startedAt = performance.now();
    const refusals = await Promise.all([
      failureOf(admin.listTopics()),
      failureOf(producer.send([{ topic, key: null, value: Buffer.from('x'), headers: {} }])),
      failureOf(valuesOf(reader, { topic, partition: 0, from: 0, to: 1 })),
      failureOf(consumer.start(AbortSignal.timeout(20_000))),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(AT_ONCE_MS);
    for (const refusal of refusals) {
      const error = refusal instanceof KafkaAccessError ? refusal : refusal.cause;
      expect(error).toBeInstanceOf(KafkaAccessError);
      expect(error).toMatchObject({ code });
      expect(refusal.message).toContain(setting);
      expect(refusal.message).not.toContain('hunter2');
    }
    await Promise.all([producer.close(0), reader.close(), admin.close()]);
  });
});

async function valuesOf(reader: RecordReader, range: Parameters<RecordReader['read']>[0]): Promise<string[]> {
  const values: string[] = [];
  for await (const records of reader.read(range, AbortSignal.timeout(20_000)))
    values.push(...records.map(({ value }) => String(value)));
  return values;
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  return await work.then(
    () => new Error('it succeeded'),
    (error: unknown) => error as Error,
  );
}
