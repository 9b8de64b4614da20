import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { FoundGroup } from '../replies/correlation-reply.js';
import { momentText, servicesText, spanText } from './group-facts.js';

/** A group as one line: when, how it ended, its id, how long, how much, who. */
export function groupLine(group: FoundGroup, paint: (style: Style, text: string) => string): string {
  const { first, status, durationMs, logs, errors } = group;
  const failed = errors > 0 ? `, ${paint('red', counted(errors, 'error'))}` : '';
  return [
    paint('dim', momentText(first)),
    paint(status === 'complete' ? 'green' : 'yellow', printable(status)),
    paint('bold', printable(group['correlation.id'])),
    `${spanText(durationMs)}, ${counted(logs, 'log')}${failed}`,
    paint('cyan', servicesText(group)),
  ].join(' ');
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
