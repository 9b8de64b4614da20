import { OUTCOMES } from '@millrace/schemas';
import { printable } from '../output/printable.js';
import { cell, formatCount, renderTable, type Cell, type Column } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { AuditReply, Book, PartitionBooks } from '../replies/audit-reply.js';

/** How the books are shown. */
export interface AuditView {
  /** Show partitions that hold nothing too. */
  readonly all: boolean;
  readonly paint: (style: Style, text: string) => string;
}

interface Row {
  readonly book: Book;
  readonly books: PartitionBooks;
}

/** The books as a table, one row for each partition of each group, with the reasons of what is wrong below. */
export function renderAudit(audit: AuditReply, { all, paint }: AuditView): readonly string[] {
  const rows = audit.books.flatMap((book) => book.partitions.map((books): Row => ({ book, books })));
  const shown = rows.filter(({ books }) => all || isUsed(books));
  const hidden = rows.length - shown.length;
  return [
    ...tableOf(shown, paint),
    ...(hidden > 0 ? [paint('dim', `Never written to: ${formatCount(hidden)} more; --all shows them.`)] : []),
    ...faultsOf(audit).map((fault) => paint('red', printable(fault))),
    audit.balanced
      ? paint('green', 'The books add up.')
      : paint('red', 'The books do not add up. Once you know why: millrace audit accept --help'),
  ];
}

function tableOf(rows: readonly Row[], paint: AuditView['paint']): readonly string[] {
  const outcomes = OUTCOMES.filter((outcome) => rows.some(({ books }) => books.counts[outcome]));
  const numbers = (headings: readonly string[]): readonly Column[] =>
    headings.map((heading) => ({ heading, align: 'right' }));
  const columns: readonly Column[] = [
    { heading: 'group' },
    { heading: 'topic/partition' },
    ...numbers(['written', ...outcomes, 'gaps', 'in flight']),
    { heading: 'books' },
  ];
  const cells = rows.map(({ book, books }) => [
    cell(book.groupId),
    cell(`${book.topic}/${books.partition}`),
    cell(books.written),
    ...outcomes.map((outcome) => cell(books.counts[outcome] ?? 0)),
    gapsOf(books),
    cell(books.inFlight),
    verdictOf(books),
  ]);
  return renderTable(columns, cells, paint);
}

function isUsed({ written, balanced }: PartitionBooks): boolean {
  return written > 0 || !balanced;
}

function verdictOf({ balanced, committed }: PartitionBooks): Cell {
  if (!balanced) return cell('WRONG', 'red');
  return committed === null ? cell('not begun', 'dim') : cell('adds up', 'green');
}

/** Gaps are counted at commits; what retention has eaten since then is on its way into them. */
function gapsOf({ gaps, expiredUnread }: PartitionBooks): Cell {
  const named = Object.entries({ ...gaps, 'expired unread': expiredUnread }).filter(([, count]) => count > 0);
  if (named.length === 0) return cell(0);
  return cell(named.map(([kind, count]) => `${formatCount(count)} ${kind}`).join(', '), 'yellow');
}

function faultsOf({ books }: AuditReply): readonly string[] {
  return books.flatMap(({ topic, groupId, reason, partitions }) => [
    ...(reason === undefined ? [] : [`${topic} of ${groupId}: ${reason}`]),
    ...partitions
      .filter((partition) => !partition.balanced)
      .map(
        ({ partition, reason: why }) => `${topic}/${partition} of ${groupId}: ${why ?? 'the sum is wrong'}`,
      ),
  ]);
}
