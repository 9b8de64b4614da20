import { formatTimestamp } from '@millrace/schemas';
import type { OtlpGroup, OtlpRecord } from './otlp-record.js';

/**
 * A log with its origin as one JSON object for people, attributes under their names, so that redaction finds those
 * that hold secrets. What says nothing is left out. Of a log that was not decoded it states the length.
 */
export function describeOtlpLog(
  record: OtlpRecord | undefined,
  { resource, scope }: Pick<OtlpGroup, 'resource' | 'scope'>,
  length: number,
): Buffer {
  const members = { ...(record ? membersOf(record) : { bytes: length }), resource, scope };
  return Buffer.from(
    JSON.stringify(members, (_name, value: unknown) => (isNothing(value) ? undefined : value)),
  );
}

function membersOf(record: OtlpRecord) {
  const { time, observedTime, severityNumber, body, attributes } = record;
  return {
    '@timestamp': time && formatTimestamp(time),
    observedTimestamp: observedTime && formatTimestamp(observedTime),
    severityNumber: severityNumber || undefined,
    severityText: record.severityText,
    body,
    attributes,
    droppedAttributesCount: record.droppedAttributesCount || undefined,
    traceId: record.traceId,
    spanId: record.spanId,
    eventName: record.eventName,
  };
}

function isNothing(value: unknown): boolean {
  if (typeof value !== 'object') return value === '';
  return value === null || (!Array.isArray(value) && Object.keys(value).length === 0);
}
