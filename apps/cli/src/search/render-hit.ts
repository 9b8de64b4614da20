import type { SearchHit } from '@millrace/schemas';
import { printable } from '../output/printable.js';
import type { Style } from '../output/terminal.js';

const LEVEL_WIDTH = 5;

/**
 * A log as one line: time to the millisecond, level, service, message with its matches marked. Whatever the log holds,
 * the line cannot move the cursor or change the terminal.
 */
export function renderHit(hit: SearchHit, paint: (style: Style, text: string) => string): string {
  const { document } = hit;
  const time = `${printable(document['@timestamp']).slice(0, 23)}Z`;
  const level = levelOf(document);
  const parts = hit.highlight ?? [{ text: document.message, match: false }];
  const message = parts.map(({ text, match }) => paint(match ? 'bold' : 'plain', printable(text))).join('');
  return [
    paint('dim', time),
    paint(styleOf(document['severity']), printable(level).padEnd(LEVEL_WIDTH)),
    paint('cyan', printable(document['service.name'])),
    message,
  ].join(' ');
}

function levelOf(document: SearchHit['document']): string {
  const level = document['log.level'];
  return typeof level === 'string' && level !== '' ? level : '-';
}

/** By OpenTelemetry severity number: errors from 17, warnings from 13. */
function styleOf(severity: unknown): Style {
  if (typeof severity !== 'number' || severity < 13) return 'plain';
  return severity >= 17 ? 'red' : 'yellow';
}
