import { printable } from '../output/printable.js';
import { cell, formatCount, renderTable } from '../output/table.js';
import type { ExplainReply } from '../replies/explain-reply.js';
import type { Drawing } from './render-fields.js';

const COLUMNS = [{ heading: 'term' }, { heading: 'cost', align: 'right' as const }, { heading: 'why' }];

/** What a search would do: how much it looks at, what each term costs, what to do better, and the query as it is sent. */
export function renderExplanation({ explanation }: ExplainReply, paint: Drawing['paint']): readonly string[] {
  const { indices, documents, cost, limit, terms, refused, advice, dsl } = explanation;
  const rows = terms.map(({ term, cost: own, why }) => [cell(term, 'bold'), cell(own), cell(why)]);
  return [
    `${counted(documents, 'log')} in the time that is searched, in ${counted(indices, 'daily index', 'daily indices')}`,
    `cost ${formatCount(cost)} of at most ${formatCount(limit)}`,
    ...(refused === null ? [] : [paint('red', `It would be refused: ${printable(refused)}`)]),
    ...section('', rows.length > 0 ? renderTable(COLUMNS, rows, paint) : []),
    ...section(
      paint('bold', 'Advice'),
      advice.map((line) => `- ${printable(line)}`),
    ),
    ...section(
      paint('bold', 'As Elasticsearch gets it'),
      JSON.stringify(dsl, undefined, 2).split('\n').map(printable),
    ),
  ];
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return ['', ...(heading === '' ? [] : [heading]), ...lines];
}

function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}
