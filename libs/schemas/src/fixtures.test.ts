import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalDocumentSchema } from './canonical-document.js';
import { decodeCommitLedger, ledgerBalances, ledgerTotal } from './commit-ledger.js';
import { DEAD_LETTER_CODES, DEAD_LETTER_HEADER } from './dead-letter.js';
import { decodeLogRouting, decodeLogTimestamp } from './log-headers.js';
import type { DocumentRouting } from './routing-headers.js';

interface HeadersEntry {
  readonly headers: Readonly<Record<string, string>>;
  readonly routing: DocumentRouting;
  readonly timestamp: string;
}

interface LedgerEntry {
  readonly metadata: string;
  readonly committed: number;
  readonly total: number;
}

/** What version 1 wrote lies in topics and indices for years; these files are never edited, only added to. */
function fixture<Entry>(name: string): Entry[] {
  return JSON.parse(readFileSync(new URL(`../fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as Entry[];
}

describe('version 1 decodes for ever', () => {
  it.each(fixture<Record<string, unknown>>('canonical-documents'))(
    'canonical document $event.id',
    (document) => {
      expect(canonicalDocumentSchema.safeParse(document).error).toBeUndefined();
    },
  );

  it.each(fixture<HeadersEntry>('record-headers'))(
    'headers of a record of $headers.tenant',
    ({ headers, routing, timestamp }) => {
      expect(decodeLogRouting(headers)).toEqual(routing);
      expect(decodeLogTimestamp(headers)).toBe(timestamp);
    },
  );

  it.each(fixture<LedgerEntry>('commit-ledgers'))(
    'ledger committed at $committed',
    ({ metadata, committed, total }) => {
      const ledger = decodeCommitLedger(metadata);
      expect(ledger).toBeDefined();
      expect(ledgerTotal(ledger!)).toBe(total);
      expect(ledgerBalances(ledger!, committed)).toBe(true);
    },
  );

  it.each(fixture<Record<string, string>>('dead-letter-headers'))('dead letter $x-dl-code', (headers) => {
    const known: readonly string[] = Object.values(DEAD_LETTER_HEADER);
    expect(Object.keys(headers).filter((name) => !known.includes(name))).toEqual([]);
    expect(DEAD_LETTER_CODES).toContain(headers[DEAD_LETTER_HEADER.code]);
  });
});
