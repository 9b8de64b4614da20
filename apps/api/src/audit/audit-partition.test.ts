import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitLedger } from '@millrace/schemas';
import { auditPartition } from './audit-partition.js';

const ledger = (
  base: number,
  counts: CommitLedger['counts'],
  more: Partial<CommitLedger> = {},
): CommitLedger => ({
  v: 1,
  base,
  epoch: 1,
  topicId: 't1',
  counts,
  gaps: {},
  ...more,
});
const facts = { low: 0, high: 10, topicId: 't1' };

describe('books of a partition', () => {
  it('balance exactly when base, outcomes and gaps make the committed offset', () => {
    const count = fc.nat(50);
    fc.assert(
      fc.property(
        fc.record({ base: count, indexed: count, expired: count, off: fc.integer({ min: -3, max: 3 }) }),
        (c) => {
          const committed = Math.max(0, c.base + c.indexed + c.expired + c.off);
          const audit = auditPartition(
            0,
            {
              ...facts,
              high: committed + 5,
              committed,
              ledger: ledger(c.base, { indexed: c.indexed }, { gaps: { expired: c.expired } }),
            },
            true,
          );
          expect(audit.balanced).toBe(committed - c.base === c.indexed + c.expired);
          expect(audit.reason === undefined).toBe(audit.balanced);
          expect(audit.inFlight).toBe(5);
        },
      ),
    );
  });

  it('are no fault while nothing was committed: all is in flight', () => {
    expect(auditPartition(2, { ...facts, committed: undefined, ledger: undefined }, true)).toEqual({
      partition: 2,
      low: 0,
      written: 10,
      base: null,
      committed: null,
      counts: {},
      gaps: {},
      inFlight: 10,
      expiredUnread: 0,
      balanced: true,
    });
  });

  it('show what retention took unread, which is no fault either', () => {
    const audit = auditPartition(
      0,
      { ...facts, low: 7, committed: 4, ledger: ledger(0, { indexed: 4 }) },
      true,
    );
    expect(audit).toMatchObject({ balanced: true, expiredUnread: 3, inFlight: 3 });
  });

  it.each([
    ['a commit without a ledger', { committed: 4, ledger: undefined }, 'without a ledger'],
    ['a hand-moved offset', { committed: 6, ledger: ledger(0, { indexed: 4 }) }, 'accounts for 4'],
    [
      'a recreated topic',
      { committed: 4, ledger: ledger(0, { indexed: 4 }, { topicId: 't0' }) },
      'recreated',
    ],
    ['a position beyond the end', { committed: 12, ledger: ledger(0, { indexed: 12 }) }, 'ends at 10'],
    [
      'a consumer that found its books broken',
      { committed: 4, ledger: ledger(0, { indexed: 4 }, { broken: 'why' }) },
      'why',
    ],
    [
      'transaction markers on a topic of our own',
      { committed: 4, ledger: ledger(0, { indexed: 3 }, { gaps: { control: 1 } }) },
      'in transactions',
    ],
  ])('name %s', (_, given, reason) => {
    const audit = auditPartition(0, { ...facts, ...given }, true);
    expect(audit.balanced).toBe(false);
    expect(audit.reason).toContain(reason);
  });

  it('name a topic recreated with its committed offsets gone', () => {
    const given = { ...facts, committed: undefined, ledger: undefined };
    expect(auditPartition(0, { ...given, knownTopicId: 't1' }, true).balanced).toBe(true);
    const audit = auditPartition(0, { ...given, knownTopicId: 't0' }, true);
    expect(audit).toMatchObject({ balanced: false, committed: null });
    expect(audit.reason).toContain('recreated');
  });

  it('take transaction markers on a topic that others write', () => {
    const given = { committed: 4, ledger: ledger(0, { accepted: 3 }, { gaps: { control: 1 } }) };
    expect(auditPartition(0, { ...facts, ...given }, false).balanced).toBe(true);
  });
});
