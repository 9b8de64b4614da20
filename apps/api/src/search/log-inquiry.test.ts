import { describe, expect, it } from 'vitest';
import type { LogSearch, SearchRequest } from '@millrace/elasticsearch';
import { unknownCompleteness } from '../completeness/unknown-completeness.js';
import { openInquiry } from './log-inquiry.js';

/** An inquiry by a clock of its own, over an index of which every search takes `takesMs`. */
function inquiryOf(takesMs: number) {
  let now = 0;
  const asked: SearchRequest[] = [];
  const search: Pick<LogSearch, 'search'> = {
    search: (request) => {
      asked.push(request);
      now += takesMs;
      return Promise.resolve({ hits: [], tookMs: takesMs, timedOut: false, failedShards: 0 });
    },
  };
  const completeness = { read: () => unknownCompleteness(0, 'nobody asked') };
  const scope = { tenant: 'acme', query: { kind: 'all' } as const };
  const tools = { search: search as LogSearch, completeness, now: () => now };
  return { inquiry: openInquiry(scope, tools, new AbortController().signal), asked };
}

describe('an inquiry', () => {
  it('puts the tenant beside whatever is asked', async () => {
    const { inquiry, asked } = inquiryOf(1);
    await inquiry.ask({ body: { size: 0, query: { match_all: {} } }, also: [{ term: { tenant: 'other' } }] });
    expect(asked).toMatchObject([
      {
        index: 'millrace-logs-acme-*',
        body: {
          query: {
            bool: {
              filter: [{ bool: { filter: [{ term: { tenant: 'acme' } }] } }, { term: { tenant: 'other' } }],
            },
          },
        },
      },
    ]);
  });

  it('shares the time of one search among its questions, and says when it was over', async () => {
    const { inquiry, asked } = inquiryOf(12_000);
    await inquiry.ask({ body: {} });
    expect(inquiry.isLate()).toBe(false);
    await inquiry.ask({ body: {} });
    expect(inquiry.isLate()).toBe(true);
    await inquiry.ask({ body: {} });
    expect(asked.map(({ body }) => body['timeout'])).toEqual(['20000ms', '8000ms', '1000ms']);
    expect(inquiry.members()).toMatchObject({
      tookMs: 36_000,
      incomplete: 'the time for one answer was over',
    });
  });
});
