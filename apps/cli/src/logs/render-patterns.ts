import { severityOf } from '@millrace/schemas';
import { fit } from '../output/fit.js';
import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { PatternsReply } from '../replies/patterns-reply.js';
import type { Drawing } from './render-fields.js';
import { sampleText, shareText } from './share-text.js';

type Pattern = PatternsReply['patterns'][number];

/**
 * Message templates, the commonest first: how many logs, their share, the worst level, the template; with `withQueries`
 * below each the query that finds its logs. No lines when nothing was found.
 */
export function renderPatterns(
  { patterns, more, sample }: PatternsReply,
  { paint, width, withQueries }: Drawing & { readonly withQueries: boolean },
): readonly string[] {
  if (patterns.length === 0) return [];
  const isWhole = sample.documents >= sample.of;
  const counts = patterns.map(({ lines, estimated }) =>
    isWhole ? formatCount(lines) : `~${formatCount(Math.round(estimated))}`,
  );
  const countWidth = Math.max(...counts.map(({ length }) => length));
  const lines = patterns.flatMap((pattern, at) => {
    const [level, style] = worstLevel(pattern);
    const head = `${(counts[at] ?? '').padStart(countWidth)}  ${shareText(pattern.share).padStart(7)}  `;
    const room = width === undefined ? undefined : Math.max(20, width - head.length - 7);
    const line = `${head}${paint(style, level.padEnd(5))}  ${fit(printable(pattern.template), room)}`;
    return withQueries ? [line, queryLine(pattern, head.length, paint)] : [line];
  });
  return [
    ...lines,
    ...(more > 0 ? [paint('dim', `${formatCount(more)} more; --limit shows them.`)] : []),
    paint('dim', sampleText(sample)),
  ];
}

function queryLine({ filter }: Pattern, indent: number, paint: Drawing['paint']): string {
  return paint('dim', `${' '.repeat(indent)}${filter === null ? 'no query finds these' : printable(filter)}`);
}

function worstLevel({ levels }: Pattern): readonly [string, Style] {
  const [worst = '-'] = Object.keys(levels).sort((left, right) => severityOf(right) - severityOf(left));
  const severity = severityOf(worst);
  if (severity < 13) return [printable(worst), 'plain'];
  return [printable(worst), severity >= 17 ? 'red' : 'yellow'];
}
