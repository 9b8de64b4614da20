import { tenantOfTopic } from '../ingest-topics.js';
import type { IngestTopics } from '../ingest-topics.js';

/** What is known of topics and tenants now. */
export interface RawTopicFacts {
  readonly topics: readonly string[];
  readonly tenants: readonly string[];
  readonly names: IngestTopics;
  /** Owner of the plain raw topic. */
  readonly rawTenant: string | undefined;
}

/**
 * The raw topics to read, sorted: the plain one if it has an owner, and `logs.raw.<tenant>` of tenants that exist. A
 * topic of a name that is no tenant is left alone, since whoever may create topics may not thereby create tenants.
 */
export function findRawTopics({ topics, tenants, names, rawTenant }: RawTopicFacts): readonly string[] {
  const known = new Set(tenants);
  return topics
    .filter((topic) => {
      const tenant = tenantOfTopic(topic, names, rawTenant);
      return tenant !== undefined && (topic === names.raw || known.has(tenant));
    })
    .toSorted();
}
