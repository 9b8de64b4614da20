import { printable } from '../output/printable.js';
import { cell, formatCount, renderTable } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { HistogramBucket, HistogramReply } from '../replies/histogram-reply.js';
import type { Drawing } from './render-fields.js';

/** A part of a bar: what it is called, how it looks and how many logs of a bucket it stands for. */
interface Series {
  readonly name: string;
  readonly glyph: string;
  readonly style: Style;
  readonly of: (bucket: HistogramBucket) => number;
}

const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  ...{ fatal: 'magenta', error: 'red', warn: 'yellow', info: 'green', debug: 'cyan', trace: 'dim' },
};
const STYLES: readonly Style[] = ['cyan', 'magenta', 'green', 'yellow', 'red'];
/** One for each of the 20 groups there may be: told apart without colour too. */
const GLYPHS = Array.from('█▓▒░#=+*%@&~oxvn^:<>');
const LEAST_BAR = 10;

/**
 * Logs over time: a bar for each bucket on a terminal, as wide as it has room, with the groups as parts of it; elsewhere
 * a table with a column for each group. No lines when nothing was found.
 */
export function renderHistogram(histogram: HistogramReply, drawing: Drawing): readonly string[] {
  const { buckets, estimated, total, interval } = histogram;
  if (buckets.length === 0) return [];
  const series = seriesOf(histogram);
  const { paint, width } = drawing;
  const lines = width === undefined ? table(histogram, series, paint) : bars(histogram, series, drawing);
  const about = estimated ? ', estimated from samples' : '';
  return [...lines, paint('dim', `${formatCount(total)} logs in steps of ${interval ?? '?'}${about}`)];
}

function seriesOf({ groups, by, buckets }: HistogramReply): readonly Series[] {
  const styleOf = (name: string, at: number) =>
    (by === 'level' ? LEVEL_STYLES[name] : STYLES[at % STYLES.length]) ?? 'plain';
  const named = groups.map((name, at) => ({
    name: printable(name),
    glyph: GLYPHS[at % GLYPHS.length] ?? '█',
    style: styleOf(name, at),
    of: ({ counts }: HistogramBucket) => counts[at] ?? 0,
  }));
  const others: readonly Series[] = [
    { name: 'other', glyph: '·', style: 'dim', of: ({ other }) => other },
    { name: `no ${printable(by)}`, glyph: '-', style: 'dim', of: ({ none }) => none },
  ];
  return [...named, ...others].filter((one) => buckets.some((bucket) => one.of(bucket) > 0));
}

type Paint = Drawing['paint'];

function table(histogram: HistogramReply, series: readonly Series[], paint: Paint): readonly string[] {
  const numbers = ['logs', ...series.map(({ name }) => name)];
  const columns = [{ heading: 'from' }, ...numbers.map((heading) => ({ heading, align: 'right' as const }))];
  const rows = histogram.buckets.map((bucket) => [
    cell(timeText(bucket.start, histogram.interval)),
    cell(bucket.count),
    ...series.map((one) => cell(one.of(bucket))),
  ]);
  return renderTable(columns, rows, paint);
}

function bars(
  { buckets, interval }: HistogramReply,
  series: readonly Series[],
  { paint, width = 0 }: Drawing,
): readonly string[] {
  const most = Math.max(...buckets.map(({ count }) => count), 1);
  const countWidth = formatCount(most).length;
  const times = buckets.map(({ start }) => timeText(start, interval));
  const room = Math.max(LEAST_BAR, width - (times[0]?.length ?? 0) - countWidth - 5);
  const legend = series.map(({ name, glyph, style }) => `${paint(style, glyph)} ${name}`).join('  ');
  const lines = buckets.map((bucket, at) => {
    const count = formatCount(bucket.count).padStart(countWidth);
    return `${paint('dim', times[at] ?? '')}  ${count}  ${bar(bucket, series, { paint, room, most })}`.trimEnd();
  });
  return [legend, ...lines];
}

interface BarSpace {
  readonly paint: Paint;
  /** Columns of the longest bar. */
  readonly room: number;
  readonly most: number;
}

/** Parts in proportion; a bucket that holds anything has at least one column. */
function bar(bucket: HistogramBucket, series: readonly Series[], { paint, room, most }: BarSpace): string {
  const columns = bucket.count > 0 ? Math.max(1, Math.round((bucket.count / most) * room)) : 0;
  let before = 0;
  let drawn = 0;
  return series
    .map((one) => {
      before += one.of(bucket);
      const until = Math.round((before / Math.max(1, bucket.count)) * columns);
      const part = paint(one.style, one.glyph.repeat(Math.max(0, until - drawn)));
      drawn = Math.max(drawn, until);
      return part;
    })
    .join('');
}

/** The start of a bucket, as exactly as its length asks for. */
function timeText(start: string, interval: string | null): string {
  const text = printable(start);
  if (interval?.endsWith('ms')) return text;
  if (interval?.endsWith('s')) return `${text.slice(0, 19)}Z`;
  if (interval === null || /[mh]$/.test(interval)) return `${text.slice(0, 16)}Z`;
  return text.slice(0, 10);
}
