import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { FoundGroup } from '../replies/correlation-reply.js';
import type { FoundLog } from '../replies/search-reply.js';
import { spanText } from './group-facts.js';

type Paint = (style: Style, text: string) => string;

/** Columns of the bar. */
const WIDTH = 40;
/** Lowest OpenTelemetry severity number of an error. */
const ERROR = 17;
const MARKS = { none: '─', log: '●', error: '✖' } as const;
type Mark = keyof typeof MARKS;

/**
 * One line a service, in the order of the group: when it logged within the group's span, when first, how much. A column
 * with an error shows that, whatever else is in it.
 */
export function renderTimeline(
  { first, durationMs, services }: Pick<FoundGroup, 'first' | 'durationMs' | 'services'>,
  logs: readonly FoundLog[],
  paint: Paint,
): readonly string[] {
  const startMs = Date.parse(first);
  const shown = services.filter((service) => logs.some((log) => log['service.name'] === service));
  const nameWidth = Math.max(0, ...shown.map((service) => printable(service).length));
  return shown.map((service) => {
    const own = logs.filter((log) => log['service.name'] === service);
    const sinceStart = own.map((log) => Math.max(0, Date.parse(log['@timestamp']) - startMs));
    const marks = marksOf(own, (at) => columnOf(sinceStart[at] ?? 0, durationMs));
    const errors = own.filter(({ severity }) => severity >= ERROR).length;
    return [
      paint('cyan', printable(service).padEnd(nameWidth)),
      paintMarks(marks, paint),
      `+${spanText(Math.min(...sinceStart))}`.padStart(10),
      `${formatCount(own.length)} ${own.length === 1 ? 'log' : 'logs'}` +
        (errors > 0 ? `, ${paint('red', `${errors} ${errors === 1 ? 'error' : 'errors'}`)}` : ''),
    ].join('  ');
  });
}

function columnOf(sinceStartMs: number, durationMs: number): number {
  if (durationMs <= 0) return 0;
  return Math.min(WIDTH - 1, Math.floor((sinceStartMs / durationMs) * WIDTH));
}

function marksOf(logs: readonly FoundLog[], columnAt: (at: number) => number): readonly Mark[] {
  const marks = Array.from({ length: WIDTH }, (): Mark => 'none');
  logs.forEach(({ severity }, at) => {
    const column = columnAt(at);
    if (severity >= ERROR) marks[column] = 'error';
    else if (marks[column] === 'none') marks[column] = 'log';
  });
  return marks;
}

const STYLES: Readonly<Record<Mark, Style>> = { none: 'dim', log: 'plain', error: 'red' };

function paintMarks(marks: readonly Mark[], paint: Paint): string {
  return marks.map((mark) => paint(STYLES[mark], MARKS[mark])).join('');
}
