import { UNKNOWN_SERVICE } from '@millrace/schemas';
import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Style } from '../output/terminal.js';
import type { FileReport } from './file-report.js';

type Paint = (style: Style, text: string) => string;

/** A report as lines for a person: what was sent, what became of it, and what was recognised in it. */
export function renderFileReport(report: FileReport, referenceTime: string, paint: Paint): readonly string[] {
  const row = (name: string, text: string): string => `  ${name.padEnd(9)} ${text}`;
  return [
    `${paint('bold', printable(report.file))}: ${logsOf(report)}`,
    row('accepted', paint(report.rejected === 0 ? 'green' : 'plain', formatCount(report.accepted))),
    ...(report.expired > 0
      ? [row('expired', `${formatCount(report.expired)} older than the retention`)]
      : []),
    ...refusalsOf(report, paint).map((line, index) => row(index % 2 === 0 ? 'refused' : '', line)),
    row('format', formatsOf(report)),
    ...timesOf(report, referenceTime).map((line) => row('time', line)),
    row('level', levelsOf(report)),
    row('service', servicesOf(report)),
  ];
}

function logsOf({ lines, logs }: FileReport): string {
  return lines === logs
    ? `${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'}`
    : `${formatCount(lines)} lines, ${formatCount(logs)} logs after joining continuation lines`;
}

/** Two lines for each kind: what and where, and what to do. */
function refusalsOf({ refusals }: FileReport, paint: Paint): string[] {
  return Object.entries(refusals).flatMap(([code, { count, reason, sent, first }]) => [
    paint(
      'red',
      `${formatCount(count)} ${printable(code)}: ${printable(reason)} (the first in line ${formatCount(first.line)}, at byte ${formatCount(first.byteOffset)})`,
    ),
    sent
      ? 'kept as dead letters: millrace dead-letters list'
      : `not sent: ${REMEDIES[code] ?? 'mend such lines'}; ship them in a file of their own`,
  ]);
}

/** What makes a line that could not be sent fit to be. */
const REMEDIES: Readonly<Record<string, string>> = {
  'invalid-utf8': "grep -naxv '.*' FILE shows such lines, iconv converts them",
  'record-too-large': 'shorten or split such lines',
};

function formatsOf({ formats }: FileReport): string {
  const known = Object.entries(formats).sort((a, b) => b[1] - a[1]);
  return known.map(([name, count]) => `${name} ${formatCount(count)}`).join(', ') || 'none';
}

function timesOf({ times, firstYearless }: FileReport, referenceTime: string): string[] {
  const lines = [`${formatCount(times.recognised)} recognised`];
  if (times.yearless > 0) {
    const example = firstYearless === undefined ? '' : ` (such as "${printable(firstYearless)}")`;
    lines.push(
      `${formatCount(times.yearless)} of them without a year${example}: the latest year that puts them at most a day after the reference time, ${referenceTime}`,
    );
  }
  if (times.missing > 0) {
    lines.push(
      `${formatCount(times.missing)} without a time: the reference time, ${referenceTime}, stands for it`,
    );
  }
  return lines;
}

function levelsOf({ levels }: FileReport): string {
  const recognised = `${formatCount(levels.recognised)} recognised`;
  return levels.missing === 0
    ? recognised
    : `${recognised}, ${formatCount(levels.missing)} name none (never guessed)`;
}

function servicesOf({ services, withoutService, givenService, fallbackService }: FileReport): string {
  if (givenService !== undefined) return `${printable(givenService)} (--service)`;
  const named = services.length === 0 ? [] : [`${services.map(printable).join(', ')} (from the text)`];
  const origin =
    fallbackService === undefined
      ? `${UNKNOWN_SERVICE} (--service names it)`
      : `${printable(fallbackService)} (from the file's name)`;
  const unnamed = withoutService === 0 ? [] : [`${formatCount(withoutService)} logs name none: ${origin}`];
  return [...named, ...unnamed].join('; ') || 'none';
}
