import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeLogHeaders, indexDayOf } from '@millrace/schemas';
import type { CanonicalDocument, CommitLedger } from '@millrace/schemas';
import { addressOf, apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

describe('audit', () => {
  let api: ApiHarness;
  let key: string;
  let topicId: string | undefined;
  let documents: CanonicalDocument[];
  beforeAll(async () => {
    api = await apiHarness();
    key = await api.keyOf(api.tenants.system);
    topicId = await api.admin.topicId(api.names.logs.topic);
    documents = Array.from({ length: 30 }, (_, n) => canonicalDocument(api.tenants.acme, `doc-${n}`));
    await api.index(documents);
    await write(documents);
    await commitAll((indexed) => ({ indexed }));
  });
  afterAll(() => api.close());

  async function write(records: readonly CanonicalDocument[]): Promise<void> {
    await api.producer.send(
      records.map((document) => ({
        topic: api.names.logs.topic,
        key: document['event.id'],
        value: Buffer.from(JSON.stringify(document)),
        headers: encodeLogHeaders({
          documentId: addressOf(document).id,
          tenant: document.tenant,
          indexDay: indexDayOf(document['@timestamp']),
          timestamp: document['@timestamp'],
          severity: document.severity,
          service: document['service.name'],
        }),
      })),
    );
  }

  async function commitAll(counts: (written: number) => CommitLedger['counts']): Promise<void> {
    const { topic, indexerGroup } = api.names.logs;
    for (const { partition, high } of await api.admin.ranges(topic)) {
      const ledger: CommitLedger = {
        v: 1,
        base: 0,
        epoch: 1,
        ...(topicId && { topicId }),
        counts: counts(high),
        gaps: {},
      };
      await api.admin.setCommitted(indexerGroup, topic, { partition, offset: high, ledger });
    }
  }

  const audit = () => api.call('GET', '/v1/audit', { key });
  const deep = async (query = '') => {
    const { text, headers } = await api.call('GET', `/v1/audit/deep${query}`, { key });
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it('adds up when every record has its outcome', async () => {
    const { json } = await audit();
    expect(json.balanced).toBe(true);
    expect(json.books.map(({ topic }: { topic: string }) => topic)).toEqual(
      api.names.books.map(({ topic }) => topic),
    );
    const logs = json.books.find(({ topic }: { topic: string }) => topic === api.names.logs.topic);
    expect(logs.totals).toMatchObject({ written: 30, committed: 30, counts: { indexed: 30 }, inFlight: 0 });
    expect(logs.partitions).toHaveLength(2);
  });

  it('compares records with documents and finds them all', async () => {
    const lines = await deep();
    expect(lines.at(-1)).toMatchObject({
      type: 'report',
      balanced: true,
      checked: 30,
      indexed: 30,
      missing: 0,
    });
    expect(lines[0]).toMatchObject({ type: 'progress', total: 30 });
  });

  it('shows what is written and not yet done as in flight, and leaves it out of the comparison', async () => {
    await write([canonicalDocument(api.tenants.acme, 'in-flight')]);
    const { json } = await audit();
    expect(json.balanced).toBe(true);
    const totals = json.books[1].totals;
    expect([totals.written, totals.inFlight]).toEqual([31, 1]);
    expect((await deep()).at(-1)).toMatchObject({ balanced: true, checked: 30 });
    await api.index([canonicalDocument(api.tenants.acme, 'in-flight')]);
    await commitAll((indexed) => ({ indexed }));
  });

  it('turns red when a document is deleted, naming it, and explains one that retention took', async () => {
    const gone = documents[3]!;
    await api.deleteDocument(gone);
    const report = (await deep()).at(-1);
    expect(report).toMatchObject({ balanced: false, missing: 1, indexed: 30 });
    expect(report.samples.missing).toEqual([
      expect.objectContaining({ documentId: addressOf(gone).id, index: addressOf(gone).index }),
    ]);
    await api.retention.record({ index: addressOf(gone).index, tenant: gone.tenant });
    expect((await deep()).at(-1)).toMatchObject({ balanced: true, missing: 0, expired: 1 });
    expect((await deep('?from=2100-01-01T00:00:00Z')).at(-1)).toMatchObject({ balanced: true, checked: 0 });
  });

  it('turns red on a hand-moved offset until an operator accepts it, which is kept with who, when and what', async () => {
    const { topic, indexerGroup: groupId } = api.names.logs;
    const before = (await api.admin.committed(groupId, topic)).find(({ partition }) => partition === 0)!;
    const moved = { partition: 0, offset: before.offset! - 1, ledger: before.ledger! };
    await api.admin.setCommitted(groupId, topic, moved);
    const red = await audit();
    const broken = red.json.books[1].partitions[0];
    expect([red.json.balanced, broken.balanced]).toEqual([false, false]);
    expect(broken.reason).toContain(`accounts for ${before.offset}`);

    const body = { groupId, topic, partition: 0, note: 'moved by hand in a test' };
    const accepted = await api.call('POST', '/v1/audit/accept', { key, body });
    expect([accepted.status, accepted.json]).toEqual([
      200,
      expect.objectContaining({
        ...body,
        offset: before.offset! - 1,
        keyId: key.slice(3, 15),
        reason: broken.reason,
      }),
    ]);
    const green = await audit();
    expect(green.json.balanced).toBe(true);
    expect(green.json.books[1].partitions[0]).toMatchObject({
      base: before.offset! - 1,
      counts: {},
      inFlight: 1,
    });
    expect(green.json.acceptances).toEqual([accepted.json]);
    const again = await api.call('POST', '/v1/audit/accept', { key, body });
    expect([again.status, again.json.code]).toEqual([409, 'conflict']);
  });

  it('deeply is not taken for running after a request for the head alone', async () => {
    for (let n = 0; n < 2; n++) expect((await api.call('HEAD', '/v1/audit/deep', { key })).status).toBe(200);
    expect((await deep()).at(-1)).toMatchObject({ type: 'report' });
  });

  it('does not know books, partitions or windows that are none', async () => {
    const wanted = {
      groupId: api.names.logs.indexerGroup,
      topic: api.names.logs.topic,
      partition: 99,
      note: 'n',
    };
    expect((await api.call('POST', '/v1/audit/accept', { key, body: wanted })).status).toBe(404);
    const foreign = { ...wanted, groupId: 'nobody' };
    expect((await api.call('POST', '/v1/audit/accept', { key, body: foreign })).status).toBe(404);
    expect((await api.call('GET', '/v1/audit/deep?from=monday', { key })).json.code).toBe('invalid-request');
  });
});
