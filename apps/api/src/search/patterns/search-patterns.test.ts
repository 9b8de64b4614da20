import { expect, it } from 'vitest';
import type { SearchReply } from '@millrace/elasticsearch';
import { compilePredicate, parseQuery } from '@millrace/filter';
import type { LogInquiry } from '../log-inquiry.js';
import { searchPatterns } from './search-patterns.js';

/** An inquiry about these messages, all of them in one page. */
function inquiryOf(messages: readonly string[]): LogInquiry {
  const hits = messages.map((message, n) => ({
    ...{ index: 'i', id: String(n), sort: [n] },
    source: { message, '@timestamp': '2026-11-21T12:00:00.000000000Z' },
  }));
  const survey = { weighted: { doc_count: 0 }, oldest: { value: 0 }, newest: { value: 1 } };
  const replies: Partial<SearchReply>[] = [
    { hits: [], total: { value: hits.length, relation: 'eq' }, aggregations: survey },
    { hits },
  ];
  return {
    ask: () => Promise.resolve({ hits: [], tookMs: 1, timedOut: false, failedShards: 0, ...replies.shift() }),
    isLate: () => false,
    members: () => ({ tookMs: 1 }) as ReturnType<LogInquiry['members']>,
  };
}

const scope = { tenant: 'acme', query: parseQuery(''), text: '' };

it('a filter finds the lines of its pattern, also where they are longer than what is looked at', async () => {
  const long = Array.from({ length: 40 }, () => 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz').join(
    ' ',
  );
  const messages = ['short one', `${long} tail`, 'x'.repeat(2_000)];
  const { patterns } = await searchPatterns({ scope, sample: 10, limit: 10 }, inquiryOf(messages));
  const found = patterns.map(({ filter, examples: [id] }) =>
    filter === null ? null : compilePredicate(parseQuery(filter))({ message: messages[Number(id)] ?? '' }),
  );
  expect(found).toEqual([true, true, null]);
  expect(patterns[1]?.template).toMatch(/ <\*>$/);
});
