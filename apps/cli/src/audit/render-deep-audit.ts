import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { DeepAuditReport } from '../replies/deep-audit-reply.js';

type Paint = (style: Style, text: string) => string;

/** The report of a deep audit as lines for a person. */
export function renderDeepAudit(report: DeepAuditReport, paint: Paint): readonly string[] {
  const row = (name: string, count: number, style: Style = 'plain'): string =>
    `  ${name.padEnd(34)} ${paint(style, formatCount(count).padStart(12))}`;
  const fault = (name: string, count: number): string => row(name, count, count === 0 ? 'green' : 'red');
  return [
    '',
    paint('bold', 'Compared by id'),
    row('records looked for', report.checked),
    row('documents in Elasticsearch', report.indexed),
    row('dead letters', report.deadLettered),
    row('waiting in logs.parked', report.parked),
    row('deleted with their day', report.expired),
    row('no longer in Kafka', report.unreadable),
    fault('missing', report.missing),
    fault('documents nobody sent', report.unexpected),
    ...samplesOf(report),
    ...(report.unexpectedNotChecked === undefined
      ? []
      : [
          paint(
            'yellow',
            `Documents nobody sent were not looked for: ${printable(report.unexpectedNotChecked)}.`,
          ),
        ]),
    report.balanced
      ? paint('green', 'Every log is where it should be.')
      : paint('red', 'What is stored does not match what was sent.'),
  ];
}

function samplesOf({ samples }: DeepAuditReport): readonly string[] {
  const placeOf = ({ index, documentId }: { index: string | null; documentId: string | null }): string =>
    printable(`${index ?? '?'}/${documentId ?? '?'}`);
  return [
    ...samples.missing.map((sample) => `    missing: ${printable(sample.record)} as ${placeOf(sample)}`),
    ...samples.unexpected.map((sample) => `    nobody sent: ${placeOf(sample)}`),
  ];
}
