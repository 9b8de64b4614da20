import type { z } from 'zod';
import type { SearchReply } from '@millrace/elasticsearch';
import { incompleteness } from './page/search-page.js';

/**
 * The aggregations of a reply; undefined where Elasticsearch may leave them out: no index was asked, or the reply says that
 * it is incomplete. Throws for anything else than the schema's, which names all that was asked for: a number that nobody
 * understood must not become 0.
 */
export function readAggregations<T>(reply: SearchReply, schema: z.ZodType<T>): T | undefined {
  const { aggregations = {}, shards } = reply;
  const mayLack = shards === 0 || incompleteness(reply) !== undefined;
  if (mayLack && Object.keys(aggregations).length === 0) return undefined;
  const parsed = schema.safeParse(aggregations);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`understanding aggregations of Elasticsearch: ${wrong.slice(0, 3).join('; ')}`);
}
