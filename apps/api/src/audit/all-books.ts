import type { RecordLogAdmin } from '@millrace/pipeline';
import type { BookName, PipelineNames } from '../pipeline-names.js';

/**
 * Every book there is to audit: the declared ones, and one for each tenant's own raw topic. Plain `logs.raw` exists
 * only where some tenant owns it (`MILLRACE_RAW_TENANT`), so without the topic there is no such book.
 */
export async function allBooks(
  { books, raw }: PipelineNames,
  admin: RecordLogAdmin,
): Promise<readonly BookName[]> {
  const topics = (await admin.listTopics()).toSorted();
  const declared = books.filter(({ topic }) => topic !== raw || topics.includes(raw));
  const rawBook = books.find(({ topic }) => topic === raw);
  if (rawBook === undefined) return declared;
  const tenantTopics = topics.filter((topic) => topic.startsWith(`${raw}.`));
  return [...declared, ...tenantTopics.map((topic) => ({ ...rawBook, topic }))];
}
