import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadLetterRecord, recordEnvelope } from '@millrace/dead-letter';
import type { DocumentAddress, LogSearch, SearchRequest } from '@millrace/elasticsearch';
import type { RetentionDeletion } from '@millrace/mongo';
import { createInMemoryLog } from '@millrace/testing';
import { DEAD_LETTER_CODES, documentId, encodeLogHeaders, logsIndexOf, TOPICS } from '@millrace/schemas';
import { PIPELINE_NAMES } from '../pipeline-names.js';
import { deepAudit } from './deep-audit.js';
import type { DeepAuditLine, DeepAuditReport } from './deep-audit-report.js';

const DAY = '2026.11.21';
const EVERYTHING = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const FATES = ['indexed', 'dead-lettered', 'parked', 'expired', 'lost', 'malformed'] as const;
type Fate = (typeof FATES)[number];

/** A pipeline in memory in which every record of `logs` met its fate and all of them are committed. */
async function pipeline(fates: readonly Fate[], foreign: readonly string[] = [], partitions = 3) {
  const log = createInMemoryLog();
  const topics = [TOPICS.logs, TOPICS.parked, TOPICS.deadLetters].map((topic) => ({ ...topic, partitions }));
  await log.admin.ensureTopics(topics);
  const producer = log.createProducer();
  const documents = new Map<string, DocumentAddress>();
  const add = (address: DocumentAddress) => documents.set(`${address.index}/${address.id}`, address);
  foreign.forEach((id) => add({ index: logsIndexOf('acme', DAY), id }));
  for (const [index, fate] of fates.entries()) {
    const id = documentId('acme', `event-${index}`, 1_700_000_000_000);
    const day = fate === 'expired' ? '2020.01.01' : DAY;
    const timestamp = `${day.replaceAll('.', '-')}T12:00:00.000000000Z`;
    const headers = encodeLogHeaders({
      documentId: id,
      tenant: 'acme',
      indexDay: day,
      timestamp,
      severity: 9,
      service: 's',
    });
    const record = {
      key: `key-${index}`,
      value: Buffer.from('{"a":1}'),
      headers: fate === 'malformed' ? {} : headers,
    };
    await producer.send([{ topic: TOPICS.logs.name, ...record }]);
    if (fate === 'indexed') add({ index: logsIndexOf('acme', day), id });
    if (fate === 'parked') await producer.send([{ topic: TOPICS.parked.name, ...record }]);
  }
  const reader = log.createReader();
  for (const { partition, low, high } of await log.admin.ranges(TOPICS.logs.name)) {
    const range = { topic: TOPICS.logs.name, partition, from: low, to: high };
    for await (const batch of reader.read(range, AbortSignal.timeout(5_000))) {
      for (const record of batch) {
        const fate = fates[Number(record.key?.toString().slice(4))];
        if (fate !== 'dead-lettered' && fate !== 'malformed') continue;
        const failure = {
          app: 'indexer',
          step: 'write-bulk',
          code: DEAD_LETTER_CODES[16],
          reason: 'r',
          redacted: 0,
        };
        await producer.send([deadLetterRecord(recordEnvelope(record, failure), record)]);
      }
    }
    log.commitRaw(PIPELINE_NAMES.logs.indexerGroup, TOPICS.logs.name, partition, {
      offset: high,
      metadata: '',
    });
  }
  const deletion = {
    index: logsIndexOf('acme', '2020.01.01'),
    tenant: 'acme',
    deletedAt: '2999-01-01T00:00:00.000Z',
  };
  return { log, documents, deletions: new Map<string, RetentionDeletion>([[deletion.index, deletion]]) };
}

/** Finds documents by address, and all of them in a search: enough of the port for an audit. */
function searchOver(documents: ReadonlyMap<string, DocumentAddress>): LogSearch {
  const hits = () => [...documents.values()].map(({ id, index }) => ({ id, index, sort: [1] }));
  const empty = { tookMs: 0, timedOut: false, failedShards: 0 };
  return {
    search: async (_request: SearchRequest) => ({ ...empty, hits: hits() }),
    count: async () => documents.size,
    openPointInTime: async () => 'pit',
    closePointInTime: async () => undefined,
    sources: () => Promise.reject(new Error('not asked here')),
    existing: async (addresses) => addresses.map(({ index, id }) => documents.has(`${index}/${id}`)),
  };
}

async function auditOf(parts: Awaited<ReturnType<typeof pipeline>>, time = EVERYTHING) {
  const lines: DeepAuditLine[] = [];
  const tools = {
    admin: parts.log.admin,
    reader: parts.log.createReader(),
    search: searchOver(parts.documents),
    retention: { record: async () => undefined, find: async () => parts.deletions },
    names: PIPELINE_NAMES,
    // Well after the records, so that no document is too young to be told unexpected.
    now: () => Date.now() + 3_600_000,
  };
  for await (const line of deepAudit(tools, time, AbortSignal.timeout(10_000))) lines.push(line);
  return { report: lines.at(-1) as DeepAuditReport, lines };
}

const count = (fates: readonly Fate[], ...wanted: readonly Fate[]) =>
  fates.filter((fate) => wanted.includes(fate)).length;

describe('deep audit', () => {
  it('explains every record by its fate and is balanced exactly when none is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...FATES), { maxLength: 40 }), async (fates) => {
        const { report } = await auditOf(await pipeline(fates));
        expect(report).toMatchObject({
          type: 'report',
          balanced: count(fates, 'lost') === 0,
          checked: fates.length,
          indexed: count(fates, 'indexed'),
          deadLettered: count(fates, 'dead-lettered', 'malformed'),
          parked: count(fates, 'parked'),
          expired: count(fates, 'expired'),
          missing: count(fates, 'lost'),
          unreadable: 0,
          unexpected: 0,
        });
        expect(report.samples.missing).toHaveLength(count(fates, 'lost'));
      }),
      { numRuns: 50 },
    );
  });

  it('names what is missing, and turns red when a document is deleted', async () => {
    const parts = await pipeline(['indexed', 'indexed', 'indexed']);
    expect((await auditOf(parts)).report.balanced).toBe(true);
    const [key = '', address] = [...parts.documents][1] ?? [];
    parts.documents.delete(key);
    const { report } = await auditOf(parts);
    expect(report).toMatchObject({ balanced: false, missing: 1, indexed: 2 });
    expect(report.samples.missing).toEqual([
      { record: expect.stringMatching(/^logs\[\d+\]@\d+$/), documentId: address?.id, index: address?.index },
    ]);
  });

  it('names documents that no record stands for', async () => {
    const foreign = documentId('acme', 'smuggled', 5);
    const { report } = await auditOf(await pipeline(['indexed'], [foreign]));
    expect(report).toMatchObject({ balanced: false, missing: 0, unexpected: 1 });
    expect(report.samples.unexpected).toEqual([{ documentId: foreign, index: logsIndexOf('acme', DAY) }]);
  });

  it('does not look beyond the committed offsets', async () => {
    const parts = await pipeline(['indexed', 'indexed']);
    const headers = encodeLogHeaders({
      documentId: documentId('acme', 'new', 1),
      tenant: 'acme',
      indexDay: DAY,
      timestamp: '2026-11-21T12:00:00.000000000Z',
      severity: 0,
      service: 's',
    });
    await parts.log
      .createProducer()
      .send([{ topic: TOPICS.logs.name, key: 'k', value: Buffer.from('{}'), headers }]);
    expect((await auditOf(parts)).report).toMatchObject({ balanced: true, checked: 2 });
  });

  it('counts what Kafka no longer has as unreadable, not as missing', async () => {
    const parts = await pipeline(['lost', 'indexed', 'indexed'], [], 1);
    parts.log.deleteRecords(TOPICS.logs.name, 0, 1);
    expect((await auditOf(parts)).report).toMatchObject({
      balanced: true,
      checked: 2,
      unreadable: 1,
      missing: 0,
    });
  });

  it('compares only records appended in the window', async () => {
    const parts = await pipeline(['lost', 'indexed']);
    const { report } = await auditOf(parts, { fromMs: Date.now() + 60_000, toMs: Number.MAX_SAFE_INTEGER });
    expect(report).toMatchObject({ balanced: true, checked: 0 });
  });

  it('reports progress before the report', async () => {
    const { lines } = await auditOf(await pipeline(['indexed', 'lost']));
    expect(lines.at(-2)).toEqual({ type: 'progress', checked: 2, total: 2, absent: 1 });
    expect(lines.slice(0, -1).every(({ type }) => type === 'progress')).toBe(true);
  });
});
