import type { LogSearch, SearchHit, SearchReply } from '@millrace/elasticsearch';
import { describe, expect, it } from 'vitest';
import { unknownCompleteness } from '../../completeness/unknown-completeness.js';
import { openInquiry } from '../log-inquiry.js';
import { logContext } from './log-context.js';
import { showLog } from './show-log.js';

const ID = 'AZqlT0AAAAAAAAAAAAAAAA';
const LINE: SearchHit = {
  index: 'i',
  id: ID,
  source: { message: 'x' },
  sort: ['2026-11-21T12:00:00.000000000Z', 1, 1, 'x'],
};

/** An inquiry that finds so many hits one after the other, with what is said of each search. */
function inquiryOf(...replies: readonly (Partial<SearchReply> & Pick<SearchReply, 'hits'>)[]) {
  const left = [...replies];
  const search: Pick<LogSearch, 'search'> = {
    search: () => Promise.resolve({ tookMs: 1, timedOut: false, failedShards: 0, ...left.shift()! }),
  };
  const completeness = { read: () => unknownCompleteness(0, 'nobody asked') };
  const scope = { tenant: 'acme', query: { kind: 'all' } as const };
  const tools = { search: search as LogSearch, completeness, now: () => 0 };
  return openInquiry(scope, tools, new AbortController().signal);
}

describe('one log', () => {
  it('is said not to be there only by a search that saw all there is', async () => {
    const asked = { tenant: 'acme', id: ID };
    await expect(showLog(asked, inquiryOf({ hits: [] }))).rejects.toMatchObject({ code: 'not-found' });
    for (const unseen of [{ failedShards: 1 }, { timedOut: true }]) {
      const showing = showLog(asked, inquiryOf({ hits: [], ...unseen }));
      await expect(showing).rejects.toMatchObject({ code: 'unavailable' });
    }
  });
});

describe('lines around a log', () => {
  const asked = { tenant: 'acme', id: ID, before: 1, after: 1, secret: Buffer.alloc(32) };

  it('end before the first only where a search saw all there is', async () => {
    const whole = await logContext(asked, inquiryOf({ hits: [LINE] }, { hits: [] }, { hits: [] }));
    expect(whole.cursors.before).toBeNull();
    const cut = inquiryOf({ hits: [LINE] }, { hits: [], timedOut: true }, { hits: [] });
    expect((await logContext(asked, cut)).cursors.before).toEqual(expect.any(String));
  });
});
