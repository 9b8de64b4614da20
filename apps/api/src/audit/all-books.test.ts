import { CONSUMER_GROUPS, TOPICS } from '@millrace/schemas';
import { createInMemoryLog } from '@millrace/testing';
import { describe, expect, test } from 'vitest';
import { PIPELINE_NAMES } from '../pipeline-names.js';
import { allBooks } from './all-books.js';

async function topicsOfBooks(...extra: readonly string[]): Promise<readonly string[]> {
  const { admin } = createInMemoryLog();
  const names = [TOPICS.logs.name, TOPICS.parked.name, ...extra];
  await admin.ensureTopics(names.map((name) => ({ ...TOPICS.logs, name, partitions: 1 })));
  return (await allBooks(PIPELINE_NAMES, admin)).map(({ topic }) => topic);
}

describe('the list of books', () => {
  test('plain logs.raw is a book only where the topic exists', async () => {
    expect(await topicsOfBooks()).not.toContain(TOPICS.raw.name);
    expect(await topicsOfBooks(TOPICS.raw.name)).toContain(TOPICS.raw.name);
  });

  test("each tenant's raw topic is a book of its own", async () => {
    const declared = Object.values(CONSUMER_GROUPS).map(({ topic }) => topic);
    expect(await topicsOfBooks('logs.raw.shop', 'logs.raw.bank')).toEqual([
      ...declared.filter((topic) => topic !== TOPICS.raw.name),
      'logs.raw.bank',
      'logs.raw.shop',
    ]);
  });
});
