import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { DeepAuditResult } from './run-deep-audit.js';

/** The result of a deep audit as lines for a person. */
export function renderDeepAudit(
  result: DeepAuditResult,
  paint: (style: Style, text: string) => string,
): readonly string[] {
  const row = (name: string, count: number, style: Style = 'plain'): string =>
    `  ${name.padEnd(28)} ${paint(style, formatCount(count).padStart(12))}`;
  const missing = result.missingSample.map(
    (sample) =>
      `    ${printable(sample.record)} should be ${printable(sample.index)}/${printable(sample.documentId)}`,
  );
  return [
    '',
    paint('bold', 'Compared by id'),
    row('records read from logs', result.records),
    row('distinct documents', result.documents),
    row('found in Elasticsearch', result.indexed),
    row('found among dead letters', result.deadLettered),
    row('waiting in logs.parked', result.parked),
    row('deleted by the retention', result.expired),
    row('in flight, not looked for', result.inFlight),
    row('missing', result.missing, result.missing === 0 ? 'green' : 'red'),
    ...missing,
    result.complete
      ? paint('green', 'Every log is where it should be.')
      : paint('red', 'Logs are missing: the books do not hold.'),
  ];
}
