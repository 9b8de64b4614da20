import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { CorrelationView } from '../replies/correlation-reply.js';
import { renderLog } from '../search/render-log.js';
import { momentText, servicesText, spanText } from './group-facts.js';
import { renderTimeline } from './render-timeline.js';

type Paint = (style: Style, text: string) => string;

const LABEL_WIDTH = 9;

/** A group as lines: the facts, when which service logged, and its logs by time. */
export function renderGroup(view: CorrelationView, paint: Paint): readonly string[] {
  const { group, logs } = view;
  const heading = (text: string) => ['', paint('bold', text)];
  return [
    paint('bold', printable(group['correlation.id'])),
    ...factsOf(view).map(([label, text]) => `${paint('dim', label.padEnd(LABEL_WIDTH))} ${text}`),
    ...(logs.length > 0 ? heading('Timeline') : []),
    ...renderTimeline(group, logs, paint),
    ...(logs.length > 0 ? heading('Logs') : []),
    ...logs.map((log) => renderLog(log, [{ text: log.message, match: false }], paint)),
    ...missing(view).flatMap((line) => ['', paint('yellow', line)]),
  ];
}

function factsOf({ group }: CorrelationView): readonly (readonly [string, string])[] {
  const levels = Object.entries(group.levels).map(([level, count]) => `${count} ${printable(level)}`);
  const about = group.precision === 'exact' ? '' : 'about ';
  return [
    ['id', printable(group.id)],
    ['status', `${printable(group.status)}, by rule ${printable(group.rule)}`],
    ['first', momentText(group.first)],
    ['last', momentText(group.last)],
    ['took', spanText(group.durationMs)],
    ['logs', `${about}${formatCount(group.logs)}${levels.length > 0 ? ` (${levels.join(', ')})` : ''}`],
    ['services', servicesText(group)],
  ];
}

function missing({ absent, notListed }: CorrelationView): readonly string[] {
  const services = [...new Set(absent.map((member) => printable(member['service.name'])))].join(', ');
  const times = absent.map((member) => momentText(member['@timestamp']));
  const when = times.length > 1 ? `from ${times[0]} to ${times.at(-1)}` : `at ${times[0]}`;
  return [
    ...(absent.length === 0
      ? []
      : [
          `${formatCount(absent.length)} not found, of ${services} ${when}: ` +
            'not indexed yet, dead-lettered, or gone with their index.',
        ]),
    ...(notListed === 0 ? [] : [`${formatCount(notListed)} more belong to it and are not listed.`]),
  ];
}
