import {
  GAP_KINDS,
  OUTCOMES,
  decodeCommitLedger,
  encodeCommitLedger,
  ledgerBalances,
} from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerImbalanceError, createLedgerBook } from './ledger-book.js';

const OPENED = {
  v: 1,
  base: 100,
  epoch: 3,
  topicId: 'an-id',
  accepted: 'an-acceptance',
  counts: { indexed: 20 },
  gaps: { control: 5 },
} as const;
const passed = fc.record({
  counts: fc.array(fc.tuple(fc.constantFrom(...OUTCOMES), fc.nat(1_000))).map((list) => new Map(list)),
  gaps: fc.array(fc.tuple(fc.constantFrom(...GAP_KINDS), fc.nat(1_000))).map((list) => new Map(list)),
});

describe('ledger book', () => {
  it('goes on from what was opened and balances at exactly one offset', () => {
    fc.assert(
      fc.property(fc.array(passed), fc.integer({ min: -50, max: 50 }), (list, off) => {
        const book = createLedgerBook(OPENED);
        let offset = 125;
        for (const one of list) {
          book.add(one);
          for (const count of [...one.counts.values(), ...one.gaps.values()]) offset += count;
        }
        const ledger = book.ledgerAt(offset);
        expect(ledgerBalances(ledger, offset)).toBe(true);
        expect(decodeCommitLedger(encodeCommitLedger(ledger))).toEqual(ledger);
        expect(ledger).toMatchObject({ base: 100, epoch: 3, topicId: 'an-id', accepted: 'an-acceptance' });
        if (off !== 0) expect(() => book.ledgerAt(offset + off)).toThrow(LedgerImbalanceError);
      }),
    );
  });

  it('keeps the first reason, cut to what the ledger may hold', () => {
    const book = createLedgerBook(OPENED);
    book.markBroken('x'.repeat(600));
    book.markBroken('later');
    const ledger = book.ledgerAt(125);
    expect(ledger.broken).toHaveLength(512);
    expect(decodeCommitLedger(encodeCommitLedger(ledger))).toEqual(ledger);
  });
});
