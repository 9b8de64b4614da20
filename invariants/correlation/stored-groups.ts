import { correlationGroupSchema, correlationsIndexPattern } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';
import type { Stack } from '../harness/stack.js';
import { storedDocuments } from '../harness/stored-documents.js';

/** Every group document of the stack's tenant, as it is in Elasticsearch: one a group and index. */
export async function storedGroups({ servers, tenant }: Stack): Promise<readonly CorrelationGroup[]> {
  const groups: CorrelationGroup[] = [];
  const wanted = { pattern: correlationsIndexPattern(tenant) };
  for await (const { _id, _source } of storedDocuments(servers.elasticsearch, wanted)) {
    const group = correlationGroupSchema.parse(_source);
    if (group.id !== _id) throw new Error(`reading groups: ${group.id} is stored as ${_id}`);
    groups.push(group);
  }
  return groups;
}
