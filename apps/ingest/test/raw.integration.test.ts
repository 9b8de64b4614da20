import { decodeDeadLetter } from '@millrace/dead-letter';
import { createTenantStore, createTopicIdentityStore } from '@millrace/mongo';
import { TOPICS } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIngest } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';
import type { ScratchServers } from './scratch-servers.js';

describe('raw topics on real servers', () => {
  let servers: ScratchServers;
  let ingest: Awaited<ReturnType<typeof runIngest>>;

  const produce = (topic: string, values: readonly (string | Buffer | null)[], headers = {}) =>
    servers.producer.send(
      values.map((value) => ({
        topic,
        key: null,
        value: value === null ? null : Buffer.from(value),
        headers,
      })),
    );
  const logs = () => servers.readTopic(servers.names.topics.logs);
  const letters = async () =>
    (await servers.readTopic(servers.names.topics.deadLetters)).map((record) => {
      const decoded = decodeDeadLetter(record);
      if ('bad' in decoded) throw new Error(`${decoded.bad}: ${decoded.given}`);
      return decoded.letter;
    });
  const settled = async (topic: string) => {
    const committed = await servers.admin.committed(servers.names.groupId, topic);
    const ranges = await servers.admin.ranges(topic);
    const missing = ranges.filter(({ partition, high }) => high !== (committed[partition]?.offset ?? 0));
    return missing.length === 0 ? committed : undefined;
  };

  beforeAll(async () => {
    servers = await scratchServers();
    await createTenantStore(servers.mongo).secretOf('default');
    ingest = await runIngest(servers, { MILLRACE_RAW_TENANT: 'default' });
  });
  afterAll(async () => {
    await ingest.stop(10_000);
    await servers.drop();
  });

  it('keeps the ids of the topics it opened where a later process finds them', async () => {
    const { groupId, topics } = servers.names;
    const identities = createTopicIdentityStore(servers.mongo);
    const known = await waitFor(() => identities.known(groupId, topics.raw), 30_000);
    expect(known).toBe(await servers.admin.topicId(topics.raw));
  });

  it('reads JSON, lines of JSON, logfmt and plain text, and gives each record one outcome in the ledger', async () => {
    const { raw } = servers.names.topics;
    await produce(raw, [
      '{"message":"json","level":"warn","time":"2026-11-21T12:00:00Z"}',
      '{"message":"one"}\n{"message":"two"}\n{"message" broken "password":"hunter2"\n',
      'time=2026-11-21T12:00:00Z level=error msg="in logfmt" latency=7',
      '2026-11-21 12:00:00 INFO plain words',
      Buffer.from([0xff, 0xfe]),
      null,
      '{"time":"2019-01-01T00:00:00Z","message":"older than the retention"}',
    ]);
    const committed = await waitFor(() => settled(raw), 30_000);
    const counts = committed.map(({ ledger }) => ledger?.counts ?? {});
    const sum = (outcome: 'accepted' | 'dead-lettered' | 'expired') =>
      counts.reduce((total, each) => total + (each[outcome] ?? 0), 0);
    expect([sum('accepted'), sum('dead-lettered'), sum('expired')]).toEqual([4, 2, 1]);
    const documents = (await logs()).map(({ value }) => JSON.parse(String(value)));
    expect(documents.map(({ message }) => message).toSorted()).toEqual([
      '2026-11-21 12:00:00 INFO plain words',
      'in logfmt',
      'json',
      'one',
      'two',
    ]);
    expect(documents.find(({ message }) => message === 'in logfmt')).toMatchObject({
      'log.level': 'error',
      numbers: { latency: 7 },
      tenant: 'default',
    });
    expect(documents.find(({ message }) => message === 'one')).toMatchObject({
      'event.reference_clock': 'append',
    });
  });

  it('keeps what it cannot take as letters with redacted bytes that say where they came from', async () => {
    const found = await letters();
    expect(found.map(({ envelope }) => envelope.code).toSorted()).toEqual([
      'empty-record',
      'invalid-json',
      'invalid-utf8',
    ]);
    const part = found.find(({ envelope }) => envelope.code === 'invalid-json');
    expect(part?.envelope).toMatchObject({ topic: servers.names.topics.raw, part: 2, tenant: 'default' });
    expect(part?.envelope.redacted).toBe(1);
    expect(String(part?.value)).not.toContain('hunter2');
    const whole = found.find(({ envelope }) => envelope.code === 'invalid-utf8');
    expect(whole?.envelope.part).toBeUndefined();
    expect(whole?.value).toEqual(Buffer.from([0xff, 0xfe]));
  });

  it('takes records whose headers are named like what every object has', async () => {
    const { raw } = servers.names.topics;
    const headers = Object.fromEntries(['constructor', '__proto__', 'toString'].map((name) => [name, 'x']));
    await produce(raw, ['{"message":"odd headers"}', '{"message" odd headers'], headers);
    const { headers: kept } = await waitFor(async () => {
      const found = await letters();
      return found.find(({ value }) => String(value).includes('odd headers'));
    }, 30_000);
    expect(Object.entries(kept).map(([name, value]) => [name, String(value)])).toEqual([
      ['constructor', 'x'],
      ['__proto__', 'x'],
      ['toString', 'x'],
    ]);
    await waitFor(() => settled(raw), 30_000);
  });

  it('picks up the topic of a new tenant without a restart, and of no stranger', async () => {
    const { raw } = servers.names.topics;
    const topic = `${raw}.newcomer`;
    const stranger = `${raw}.stranger`;
    await servers.admin.ensureTopics(
      [topic, stranger].map((name) => ({ ...TOPICS.raw, name, partitions: 2 })),
    );
    await produce(topic, ['{"message":"from the newcomer"}']);
    await produce(stranger, ['{"message":"from nobody"}']);
    await createTenantStore(servers.mongo).secretOf('newcomer');
    await waitFor(() => settled(topic), 30_000);
    const documents = (await logs()).map(({ value }) => JSON.parse(String(value)));
    expect(documents.find(({ message }) => message === 'from the newcomer')).toMatchObject({
      tenant: 'newcomer',
    });
    expect(documents.filter(({ message }) => message === 'from nobody')).toEqual([]);
  });
});
