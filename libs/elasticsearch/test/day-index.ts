import { randomBytes } from 'node:crypto';
import { logsIndexOf } from '@millrace/schemas';
import { createElasticsearchClient, createIndexAdmin } from '../src/index.js';

/** The cluster under test and an index name nobody else uses. */
export function clusterUnderTest() {
  const url = process.env['ELASTICSEARCH_URL'];
  if (url === undefined) throw new Error('integration tests need ELASTICSEARCH_URL');
  const client = createElasticsearchClient({ urls: [url], requestTimeoutMs: 10_000 });
  const tenant = `t${randomBytes(6).toString('hex')}`;
  const indexOf = (day: string) => logsIndexOf(tenant, day);
  const signal = AbortSignal.timeout(60_000);
  const admin = createIndexAdmin(client);
  return {
    client,
    admin,
    tenant,
    indexOf,
    signal,
    template: () => admin.ensureTemplates({ shards: 1, replicas: 0, refreshInterval: '1s' }, signal),
    async close() {
      for (const { index } of await admin.list(indexOf('*'), signal)) await admin.remove(index, signal);
      await client.close();
    },
  };
}

/** A canonical document's bytes. */
export function documentBytes(tenant: string, fields: Record<string, unknown> = {}): Buffer {
  return Buffer.from(
    JSON.stringify({
      '@timestamp': '2026-11-21T12:00:00.000000000Z',
      'event.created': '2026-11-21T12:00:00.000Z',
      'event.id': randomBytes(8).toString('hex'),
      tenant,
      message: 'Failed password for root',
      severity: 9,
      'service.name': 'sshd',
      ...fields,
    }),
  );
}

/** A bulk body of `create` actions. */
export function bulkBody(
  index: string,
  documents: readonly { readonly id: string; readonly bytes: Buffer }[],
) {
  const line = Buffer.from('\n');
  return Buffer.concat(
    documents.flatMap(({ id, bytes }) => [
      Buffer.from(`${JSON.stringify({ create: { _index: index, _id: id } })}\n`),
      bytes,
      line,
    ]),
  );
}
