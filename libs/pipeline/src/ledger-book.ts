import { ledgerTotal } from '@millrace/schemas';
import type { CommitLedger, GapKind, Outcome } from '@millrace/schemas';
import type { PassedOffsets } from './prefix-tracker.js';

/** The books of a partition do not add up at the offset that was to be committed. */
export class LedgerImbalanceError extends Error {
  override readonly name = 'LedgerImbalanceError';
  constructor(
    readonly offset: number,
    readonly ledger: CommitLedger,
  ) {
    super(
      `committing offset ${offset}: ${offset - ledger.base} offsets since base ${ledger.base}, ` +
        `but ${ledgerTotal(ledger)} outcomes and gaps`,
    );
  }
}

/** Running counts of one partition since its base. */
export interface LedgerBook {
  add(passed: PassedOffsets): void;
  /** Notes why the partition stopped; the first reason stays. */
  markBroken(reason: string): void;
  broken(): string | undefined;
  /** What rides on a commit of `offset`. Throws {@link LedgerImbalanceError} unless every offset is accounted for. */
  ledgerAt(offset: number): CommitLedger;
}

/** Characters of a reason that fit into the ledger, see its schema. */
const REASON_CHARACTERS = 512;

/** Goes on from a ledger as it was opened. */
export function createLedgerBook(opened: CommitLedger): LedgerBook {
  const counts = new Map(Object.entries(opened.counts) as [Outcome, number][]);
  const gaps = new Map(Object.entries(opened.gaps) as [GapKind, number][]);
  let broken = opened.broken;
  return {
    add(passed) {
      for (const [outcome, count] of passed.counts) counts.set(outcome, (counts.get(outcome) ?? 0) + count);
      for (const [kind, count] of passed.gaps) gaps.set(kind, (gaps.get(kind) ?? 0) + count);
    },
    markBroken(reason) {
      broken ??= reason.slice(0, REASON_CHARACTERS);
    },
    broken: () => broken,
    ledgerAt(offset) {
      const ledger: CommitLedger = {
        ...opened,
        counts: Object.fromEntries(counts),
        gaps: Object.fromEntries(gaps),
        ...(broken === undefined ? {} : { broken }),
      };
      if (offset - ledger.base !== ledgerTotal(ledger)) throw new LedgerImbalanceError(offset, ledger);
      return ledger;
    },
  };
}
