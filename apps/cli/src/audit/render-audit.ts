import { OUTCOMES, type AuditReply, type AuditVerdict, type PartitionAudit } from '@millrace/schemas';
import { printable } from '../output/printable.js';
import { cell, formatCount, renderTable, type Cell, type Column } from '../output/table.js';
import type { Style } from '../output/terminal.js';

/** How the books are shown. */
export interface AuditView {
  /** Show partitions that hold nothing too. */
  readonly all: boolean;
  readonly paint: (style: Style, text: string) => string;
}

const VERDICTS: Readonly<Record<AuditVerdict, { readonly text: string; readonly style: Style }>> = {
  'adds-up': { text: 'adds up', style: 'green' },
  'not-started': { text: 'not started', style: 'dim' },
  wrong: { text: 'WRONG', style: 'red' },
  'ledger-broken': { text: 'LEDGER BROKEN', style: 'red' },
};

/** The books as a table, one row for each partition of each group, with the reasons of what is wrong below. */
export function renderAudit(audit: AuditReply, { all, paint }: AuditView): readonly string[] {
  const shown = audit.partitions.filter((books) => all || isUsed(books));
  const hidden = audit.partitions.length - shown.length;
  return [
    ...tableOf(shown, paint),
    ...(hidden > 0
      ? [paint('dim', `${formatCount(hidden)} partitions hold nothing; --all shows them.`)]
      : []),
    ...audit.partitions.filter(isWrong).map((books) => paint('red', faultOf(books))),
    audit.addsUp
      ? paint('green', 'The books add up.')
      : paint(
          'red',
          'The books do not add up. millrace audit accept goes on with a partition once you know why.',
        ),
  ];
}

function tableOf(shown: readonly PartitionAudit[], paint: AuditView['paint']): readonly string[] {
  const outcomes = OUTCOMES.filter((outcome) => shown.some((books) => books.counts[outcome]));
  const numbers = (headings: readonly string[]): readonly Column[] =>
    headings.map((heading) => ({ heading, align: 'right' }));
  const columns: readonly Column[] = [
    { heading: 'group' },
    { heading: 'topic/partition' },
    ...numbers(['written', ...outcomes, 'gaps', 'in flight']),
    { heading: 'books' },
  ];
  const rows = shown.map((books) => [
    cell(books.groupId),
    cell(`${books.topic}/${books.partition}`),
    cell(books.high),
    ...outcomes.map((outcome) => cell(books.counts[outcome] ?? 0)),
    gapsOf(books),
    cell(books.inFlight),
    cell(VERDICTS[books.verdict].text, VERDICTS[books.verdict].style),
  ]);
  return renderTable(columns, rows, paint);
}

function isUsed(books: PartitionAudit): boolean {
  return books.high > 0 || books.committed !== undefined || isWrong(books);
}

function isWrong({ verdict }: PartitionAudit): boolean {
  return verdict === 'wrong' || verdict === 'ledger-broken';
}

function gapsOf({ gaps }: PartitionAudit): Cell {
  const named = Object.entries(gaps).filter(([, count]) => count > 0);
  if (named.length === 0) return cell(0);
  return cell(named.map(([kind, count]) => `${formatCount(count)} ${kind}`).join(', '), 'yellow');
}

function faultOf(books: PartitionAudit): string {
  const place = `${books.topic}/${books.partition} of ${books.groupId}`;
  return `${printable(place)}: ${printable(books.reason ?? 'the sum is wrong')}`;
}
