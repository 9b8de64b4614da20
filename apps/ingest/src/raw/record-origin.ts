import { rawRecordEventId } from '@millrace/intake';
import type { SourceRecord } from '@millrace/pipeline';
import { readTraceContext } from '@millrace/schemas';
import type { LogOrigin } from '../log-origin.js';

/** What an origin is made of. */
export interface RecordFacts {
  readonly tenant: string;
  readonly tenantSecret: Buffer;
  readonly nowMs: number;
  readonly mayBackfill: boolean;
}

/**
 * The origin of a raw record's logs. Pure: ids come from the record's place and missing times from its append time,
 * so that a second delivery makes the same documents.
 */
export function recordOrigin(record: SourceRecord, facts: RecordFacts): LogOrigin {
  const { topic, partition, offset, timestampMs } = record;
  const traceContext = readTraceContext(headerText(record, 'traceparent'), headerText(record, 'tracestate'));
  return {
    source: 'raw',
    ...facts,
    reference: { epochMs: timestampMs, clock: 'append' },
    hasStableReference: true,
    defaults: {},
    hints: {},
    holdsTextEntries: false,
    ...(traceContext !== undefined && { traceContext }),
    letterSource: record,
    headers: record.headers,
    eventIdOf: ({ index }) => ({ id: () => rawRecordEventId(topic, partition, offset, index) }),
  };
}

/** A header as text, whatever the case of its name; undefined when it is absent or repeated. */
export function headerText({ headers }: Pick<SourceRecord, 'headers'>, name: string): string | undefined {
  const spelled = name in headers ? name : Object.keys(headers).find((key) => key.toLowerCase() === name);
  const value = spelled === undefined ? undefined : headers[spelled];
  return value === undefined || Array.isArray(value) ? undefined : value.toString();
}
