import type { ReadStep } from '@millrace/tail-client';

/** What a user is told of a step: what is missing, or was; undefined where there is nothing to tell. */
export function tailNote(step: ReadStep): string | undefined {
  switch (step.kind) {
    case 'gap':
      return `${missing(step.records)} (${step.reason})`;
    case 'dropped':
      return `${step.rows} rows were left out: this reader was too slow for them`;
    case 'miscounted':
      return `the node counts ${step.delivered} rows as sent, ${step.received} arrived`;
    case 'lost':
      return `${step.missed > 0 ? missing(step.missed) : 'there may be a gap here'}: ${step.message}`;
    case 'rows':
    case 'passed':
    case 'subscribed':
    case 'refused':
      return undefined;
  }
}

function missing(records: number): string {
  return `${records} records, of which some may have matched, are missing here`;
}
