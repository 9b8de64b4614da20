import { ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import type { LogSearch } from '@millrace/elasticsearch';
import { invalidCursor } from './signed-cursor.js';

/** Those of some indices that do not exist any more: retention deletes days under the views that are over them. */
export async function deletedOf(
  indices: readonly string[],
  search: Pick<LogSearch, 'search'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const deleted: string[] = [];
  for (const index of indices) {
    const { shards } = await search.search({ index, body: { size: 0, track_total_hits: false } }, signal);
    if (shards === 0) deleted.push(index);
  }
  return deleted;
}

/** What an answer says of deleted indices. */
export function deletion(indices: readonly string[]): string {
  return `${indices.join(', ')} was deleted since the first page`;
}

/**
 * What the failure of a further page means: `invalid-cursor` where every index of its view was deleted, which
 * Elasticsearch reports as not being available; else the error as it is.
 */
export async function viewOver(
  error: unknown,
  search: Pick<LogSearch, 'search'>,
  signal: AbortSignal,
): Promise<unknown> {
  if (!(error instanceof ElasticsearchUnavailableError)) return error;
  const { failedIndices } = error;
  const deleted = await deletedOf(failedIndices, search, signal);
  const isOver = deleted.length > 0 && deleted.length === failedIndices.length;
  return isOver ? invalidCursor(deletion(deleted)) : error;
}
