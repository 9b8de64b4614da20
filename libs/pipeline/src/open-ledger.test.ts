import type { CommitLedger } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { openLedger } from './open-ledger.js';

const LEDGER: CommitLedger = {
  v: 1,
  base: 0,
  epoch: 4,
  topicId: 'a',
  counts: { indexed: 9 },
  gaps: { expired: 1 },
};
const SOUND = { committed: 10, ledger: LEDGER, topicId: 'a', low: 0, high: 50 };

describe('openLedger', () => {
  it('begins at offset 0 for a group that never committed', () => {
    expect(openLedger({ ...SOUND, committed: undefined, ledger: undefined, low: 7 })).toEqual({
      state: 'open',
      position: 0,
      ledger: { v: 1, base: 0, epoch: 1, topicId: 'a', counts: {}, gaps: {} },
    });
  });

  it('goes on with a sound ledger under the next epoch', () => {
    expect(openLedger(SOUND)).toEqual({ state: 'open', position: 10, ledger: { ...LEDGER, epoch: 5 } });
  });

  it('takes the topic as it is for a ledger without an id', () => {
    const { topicId: _, ...without } = LEDGER;
    expect(openLedger({ ...SOUND, ledger: without })).toMatchObject({ ledger: { topicId: 'a' } });
    expect(openLedger({ ...SOUND, topicId: undefined })).toMatchObject({ ledger: { topicId: 'a' } });
  });

  it.each([
    ['has no ledger', { ledger: undefined }, /offset 10 was committed without a ledger/],
    ['does not balance', { committed: 11 }, /offset 11 is 11 above base 0, but the ledger accounts for 10/],
    ['is of another topic', { topicId: 'b' }, /recreated: its id is b, the books are of a/],
    ['is above the end of the log', { high: 9 }, /offset 10 is committed, but the log ends at 9/],
    ['is marked broken', { ledger: { ...LEDGER, broken: 'a record was dropped' } }, /^a record was dropped$/],
  ])('refuses a commit that %s', (_, change, reason) => {
    const opening = openLedger({ ...SOUND, ...change });
    expect(opening).toMatchObject({ state: 'broken', reason: expect.stringMatching(reason) });
  });

  it('refuses to begin anew on a topic that was recreated under this process, and leaves evidence', () => {
    const opening = openLedger({ ...SOUND, committed: undefined, ledger: undefined, topicId: 'b' }, 'a');
    const broken = expect.stringMatching(/recreated/);
    const ledger = { base: 0, topicId: 'b', counts: {}, broken };
    expect(opening).toMatchObject({ state: 'broken', evidence: { offset: 0, ledger } });
  });
});
