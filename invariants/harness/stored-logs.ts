import { logsIndexPattern } from '@millrace/schemas';
import { callElasticsearch } from './call-elasticsearch.js';
import { storedDocuments } from './stored-documents.js';

/** A stored document as far as scenarios look at it. */
export interface StoredLog {
  readonly eventId: string;
  readonly index: string;
  readonly documentId: string;
}

/** Every log of a tenant, read from Elasticsearch itself after a refresh, not through the api. */
export async function* storedLogs(
  elasticsearchUrl: string,
  tenant: string,
): AsyncGenerator<StoredLog, void, undefined> {
  const wanted = { pattern: logsIndexPattern(tenant), fields: ['event.id'] };
  for await (const { _id, _index, _source } of storedDocuments(elasticsearchUrl, wanted))
    yield { documentId: _id, index: _index, eventId: String(_source['event.id']) };
}

/** Number of logs of a tenant, after a refresh. */
export async function countStored(elasticsearchUrl: string, tenant: string): Promise<number> {
  const pattern = logsIndexPattern(tenant);
  await callElasticsearch(elasticsearchUrl, 'POST', `/${pattern}/_refresh?allow_no_indices=true`);
  const path = `/${pattern}/_count?allow_no_indices=true`;
  return ((await callElasticsearch(elasticsearchUrl, 'GET', path)) as { count: number }).count;
}
