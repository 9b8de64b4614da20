import type { CommitLedger } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { factsWithCheckpoints } from './checkpoints.js';
import type { Checkpoint } from './checkpoints.js';
import { openLedger } from './open-ledger.js';
import type { PartitionFacts } from './open-ledger.js';

const PLACE = { topic: 'logs', partition: 0 };
const LOG = { topicId: 'a', low: 0, high: 500 };

function books(offset: number, more: Partial<CommitLedger> = {}): CommitLedger {
  const base = more.base ?? 0;
  return { v: 1, base, epoch: 3, topicId: 'a', counts: { grouped: offset - base }, gaps: {}, ...more };
}

function found(committed: number | undefined, more: Partial<PartitionFacts> = {}) {
  const ledger = committed === undefined ? undefined : books(committed);
  return { ...PLACE, ...LOG, committed, ledger, ...more };
}

function kept(offset: number, more: Partial<CommitLedger> = {}): Checkpoint {
  return { ...PLACE, offset, ledger: books(offset, more) };
}

/** How an owner goes on; `known` is the id by which the group knows the topic. */
function open(facts: ReturnType<typeof found>, own?: Checkpoint, known = 'a') {
  const [merged = facts] = factsWithCheckpoints([facts], own ? [own] : []);
  return openLedger(merged, known);
}

describe('opening with kept state', () => {
  it.each([
    ['begins where nothing was kept or committed', found(undefined), undefined, 0],
    ['begins where nothing was counted yet', found(0), undefined, 0],
    ['goes on with it where the commit lags behind', found(40), kept(100), 100],
    ['goes on with it where the commit is gone', found(undefined), kept(100), 100],
    ['goes on where both are', found(100), kept(100), 100],
  ])('%s', (_, facts, own, position) => {
    expect(open(facts, own)).toMatchObject({ state: 'open', position });
  });

  /** What `audit accept` leaves: books that begin where they stand. */
  const accepted = (offset: number, more: Partial<CommitLedger> = {}) =>
    found(offset, { ledger: books(offset, { base: offset, accepted: 'second', ...more }) });

  it.each([
    ['the state is gone', accepted(50), undefined],
    ['it is behind the commit', accepted(50), kept(40)],
    ['it is of a topic recreated since', accepted(0, { topicId: 'b' }), kept(500)],
    ['it is above the end of the log', accepted(0), kept(600)],
    [
      'it is broken at the same base',
      accepted(50),
      kept(50, { base: 50, accepted: 'first', broken: 'it is' }),
    ],
    ['a commit without a word of it has the later base', accepted(50, { accepted: undefined }), kept(60)],
  ])('goes on from what an operator accepted, where %s', (_, facts, own) => {
    const topicId = facts.ledger?.topicId;
    expect(open({ ...facts, topicId }, own)).toMatchObject({ state: 'open', position: facts.committed });
  });

  it('goes on from what was kept since an operator accepted, where the commit lags behind', () => {
    const since = kept(80, { base: 50, accepted: 'second' });
    expect(open(accepted(50), since)).toMatchObject({ position: 80, ledger: { accepted: 'second' } });
  });

  it('stops when the state is lost once more after something was counted', () => {
    const facts = found(60, { ledger: books(60, { base: 50, accepted: 'second' }) });
    expect(open(facts)).toMatchObject({ state: 'broken', evidence: { offset: 60 } });
  });

  it.each([
    ['is gone', found(50), undefined, /offset 50 is committed, but the state kept with it is gone/],
    ['is behind the commit', found(50), kept(40), /but the state kept with it ends at 40/],
    ['is above the end of the log', found(50), kept(600), /offset 600 is committed, but the log ends at 500/],
    ['is above the end of an unread log', found(undefined), kept(600), /the log ends at 500/],
    ['is broken', found(50), kept(60, { broken: 'it is' }), /^it is$/],
    ['is of another topic', found(undefined, { topicId: 'b' }), kept(60), /recreated: its id is b/],
    [
      'is of another topic than the commit',
      found(50, { ledger: books(50, { topicId: 'b' }), topicId: 'b' }),
      kept(60),
      /recreated/,
    ],
  ])('stops where it %s, and shows that to others', (_, facts, own, reason) => {
    const opening = open(facts, own);
    expect(opening).toMatchObject({ state: 'broken', reason: expect.stringMatching(reason) });
    const evidence = opening.state === 'broken' ? opening.evidence : undefined;
    expect(evidence?.offset).toBe(facts.committed ?? 0);
    const shown = { ...facts, committed: evidence?.offset, ledger: evidence?.ledger };
    expect(openLedger(shown, 'a')).toMatchObject({ state: 'broken', reason: expect.stringMatching(reason) });
    // And once it is shown, an owner that comes after finds it so and has nothing more to say.
    expect(open(shown, own)).toEqual({
      state: 'broken',
      reason: opening.state === 'broken' && opening.reason,
    });
  });
});
