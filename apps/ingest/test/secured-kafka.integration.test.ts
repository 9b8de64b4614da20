import { KAFKA_LOGIN, startSecuredKafka } from '@millrace/testing';
import type { SecuredKafka } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueKey, runIngest, sender } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';
import type { ScratchServers } from './scratch-servers.js';

describe('on a Kafka that demands TLS and a login, set by the environment alone', () => {
  let kafka: SecuredKafka;
  let servers: ScratchServers;
  let login: Readonly<Record<string, string>>;
  beforeAll(async () => {
    kafka = await startSecuredKafka();
    servers = await scratchServers(kafka.addresses.plain);
    login = {
      KAFKA_BROKERS: kafka.addresses.login,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: kafka.files.ca,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: KAFKA_LOGIN.username,
      KAFKA_SASL_PASSWORD: KAFKA_LOGIN.password,
    };
  });
  afterAll(async () => {
    await servers.drop();
    await kafka.stop();
  });

  it('takes logs', async () => {
    const key = await issueKey(servers, 'shop', ['ingest']);
    const ingest = await runIngest(servers, login);
    const answer = await sender(ingest.port, key)('{"message":"under lock and key"}');
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    await ingest.stop(5_000);
    const [record] = await servers.readTopic(servers.names.topics.logs);
    expect(JSON.parse(String(record?.value)).message).toBe('under lock and key');
  });

  it.each([
    [
      'a wrong password',
      { KAFKA_SASL_PASSWORD: 'hunter2' },
      'check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
    ],
    [
      'an authority of somebody else',
      () => ({ KAFKA_TLS_CA_FILE: kafka.files.strangerCa }),
      'KAFKA_TLS_CA_FILE',
    ],
    ['a certificate authority without TLS', { KAFKA_TLS: 'false' }, 'KAFKA_TLS: given false, allowed: true'],
  ])('does not start with %s, and says what to change, but no password', async (_what, change, advice) => {
    const settings = { ...login, ...(typeof change === 'function' ? change() : change) };
    const failure = await runIngest(servers, settings).then(
      () => 'it started',
      (error: unknown) => String(error),
    );
    expect(failure).toContain(advice);
    expect(failure).not.toContain('hunter2');
    expect(failure).not.toContain(KAFKA_LOGIN.password);
  });
});
