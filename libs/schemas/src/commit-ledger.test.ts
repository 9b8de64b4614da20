import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCommitLedger,
  encodeCommitLedger,
  GAP_KINDS,
  ledgerBalances,
  ledgerTotal,
} from './commit-ledger.js';
import type { CommitLedger } from './commit-ledger.js';
import { OUTCOMES } from './outcome.js';

const count = fc.nat({ max: 1_000_000 });
const ledgers: fc.Arbitrary<CommitLedger> = fc
  .record(
    {
      base: count,
      epoch: count,
      topicId: fc.uuid(),
      accepted: fc.uuid(),
      counts: fc.dictionary(fc.constantFrom(...OUTCOMES), count),
      gaps: fc.dictionary(fc.constantFrom(...GAP_KINDS), count),
      broken: fc.string({ maxLength: 80 }),
    },
    { requiredKeys: ['base', 'epoch', 'counts', 'gaps'] },
  )
  .map((ledger) => ({ v: 1, ...ledger }));

describe('commit ledger', () => {
  it('comes back from the metadata string as it went in', () => {
    fc.assert(
      fc.property(ledgers, (ledger) => {
        expect(decodeCommitLedger(encodeCommitLedger(ledger))).toEqual(ledger);
      }),
    );
  });

  it('balances exactly where base, counts and gaps add up to the committed offset', () => {
    fc.assert(
      fc.property(ledgers, fc.integer({ min: -5, max: 5 }), (ledger, error) => {
        const committed = ledger.base + ledgerTotal(ledger) + error;
        expect(ledgerBalances(ledger, committed)).toBe(error === 0);
      }),
    );
  });

  it('fits the 4,096 bytes of commit metadata with every outcome counted to the limit', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const metadata = encodeCommitLedger({
      v: 1,
      base: most,
      epoch: most,
      topicId: 'x'.repeat(64),
      accepted: 'x'.repeat(64),
      counts: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, most])),
      gaps: Object.fromEntries(GAP_KINDS.map((kind) => [kind, most])),
      broken: 'x'.repeat(512),
    });
    expect(Buffer.byteLength(metadata)).toBeLessThanOrEqual(4096);
  });

  it('reads no ledger out of anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => decodeCommitLedger(text) === undefined),
    );
    for (const metadata of [null, undefined, '', '{"v":2,"base":0,"epoch":0,"counts":{},"gaps":{}}']) {
      expect(decodeCommitLedger(metadata)).toBeUndefined();
    }
  });

  it('refuses negative counts and outcomes it does not know', () => {
    const ledger = { v: 1, base: 0, epoch: 0, counts: {}, gaps: {} };
    expect(decodeCommitLedger(JSON.stringify({ ...ledger, counts: { indexed: -1 } }))).toBeUndefined();
    expect(decodeCommitLedger(JSON.stringify({ ...ledger, counts: { forgotten: 1 } }))).toBeUndefined();
  });
});
