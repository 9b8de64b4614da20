import { printable } from '../output/printable.js';
import type { Style } from '../output/terminal.js';
import type { FoundLog } from '../replies/search-reply.js';
import type { MarkedText } from './mark-matches.js';

const LEVEL_WIDTH = 5;

/**
 * A log as one line: time to the millisecond, level, service, message with its matches marked. Whatever the log holds,
 * the line cannot move the cursor or change the terminal.
 */
export function renderLog(
  log: FoundLog,
  message: readonly MarkedText[],
  paint: (style: Style, text: string) => string,
): string {
  const level = log['log.level'] ?? '-';
  return [
    paint('dim', `${printable(log['@timestamp']).slice(0, 23)}Z`),
    paint(styleOf(log.severity), printable(level).padEnd(LEVEL_WIDTH)),
    paint('cyan', printable(log['service.name'])),
    message.map(({ text, match }) => paint(match ? 'bold' : 'plain', printable(text))).join(''),
  ].join(' ');
}

/** By OpenTelemetry severity number: errors from 17, warnings from 13. */
function styleOf(severity: number): Style {
  if (severity < 13) return 'plain';
  return severity >= 17 ? 'red' : 'yellow';
}
