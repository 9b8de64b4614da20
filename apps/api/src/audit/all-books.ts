import type { RecordLogAdmin } from '@millrace/pipeline';
import type { BookName, PipelineNames } from '../pipeline-names.js';

/** Every book there is to audit: the declared ones, and one for each tenant's own raw topic. */
export async function allBooks(
  { books, raw }: PipelineNames,
  admin: RecordLogAdmin,
): Promise<readonly BookName[]> {
  const rawBook = books.find(({ topic }) => topic === raw);
  if (rawBook === undefined) return books;
  const tenantTopics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${raw}.`)).toSorted();
  return [...books, ...tenantTopics.map((topic) => ({ ...rawBook, topic }))];
}
