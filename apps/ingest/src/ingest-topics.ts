import { TENANT_PATTERN, TOPICS } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';

/** Names of the topics ingest reads and writes. */
export interface IngestTopics {
  readonly raw: string;
  readonly logs: string;
  readonly deadLetters: string;
}

/** The names every installation has. */
export const INGEST_TOPICS: IngestTopics = Object.freeze({
  raw: TOPICS.raw.name,
  logs: TOPICS.logs.name,
  deadLetters: TOPICS.deadLetters.name,
});

/** What has to be there before ingest starts; plain raw only where some tenant owns it. */
export function requiredTopics(names: IngestTopics, rawTenant: string | undefined): TopicDeclaration[] {
  return [
    { ...TOPICS.logs, name: names.logs },
    { ...TOPICS.deadLetters, name: names.deadLetters },
    ...(rawTenant === undefined ? [] : [{ ...TOPICS.raw, name: names.raw }]),
  ];
}

/** The tenant whose logs a raw topic holds; undefined when it is no raw topic or nobody's. */
export function tenantOfTopic(
  topic: string,
  names: IngestTopics,
  rawTenant: string | undefined,
): string | undefined {
  if (topic === names.raw) return rawTenant;
  const prefix = `${names.raw}.`;
  if (!topic.startsWith(prefix)) return undefined;
  const tenant = topic.slice(prefix.length);
  return TENANT_PATTERN.test(tenant) ? tenant : undefined;
}
