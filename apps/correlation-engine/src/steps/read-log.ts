import type { CorrelatedLog } from '@millrace/correlation';
import type { SourceRecord } from '@millrace/pipeline';
import { decodeLogOrigin, decodeLogRouting, timestampMs } from '@millrace/schemas';

/** A record no ingest wrote. */
export interface UnreadableRecord {
  readonly kind: 'unreadable';
  readonly record: SourceRecord;
  /** Whose it is, as far as that can be told. */
  readonly tenant: string | undefined;
  /** Quotes no value. */
  readonly reason: string;
}

/** A record as grouping sees it; one without a correlation id is `keyless`. */
export type ReadRecord =
  | { readonly kind: 'log'; readonly record: SourceRecord; readonly log: CorrelatedLog }
  | { readonly kind: 'keyless'; readonly record: SourceRecord }
  | UnreadableRecord;

/** Whether a value is the event that completes a group. */
export type IsClosing = (value: Buffer | null) => boolean;

/** Reads records of `logs` from key and headers alone. Same record, same result, at every delivery. */
export function createReadLog(isClosing: IsClosing): (record: SourceRecord) => ReadRecord {
  return (record) => {
    const routing = decodeLogRouting(record.headers);
    if ('bad' in routing) return unreadable(record, undefined, routing.bad);
    const origin = decodeLogOrigin(record.headers);
    if ('bad' in origin) return unreadable(record, routing.tenant, origin.bad);
    const { topic, partition, offset, timestampMs: appendedAtMs } = record;
    const { timestamp, severity, service, correlation } = origin;
    const correlationId = record.key?.toString() ?? '';
    // Without an id the key is the service, so that a service's logs stay in order.
    const isKeyless = correlationId === '' || (correlation === undefined && correlationId === service);
    if (isKeyless) return { kind: 'keyless', record };
    const log: CorrelatedLog = {
      tenant: routing.tenant,
      correlationId,
      source: correlation,
      topic,
      partition,
      offset,
      documentId: routing.documentId,
      timestamp,
      timestampMs: timestampMs(timestamp),
      appendedAtMs,
      service,
      severity,
      closes: isClosing(record.value),
    };
    return { kind: 'log', record, log };
  };
}

function unreadable(record: SourceRecord, tenant: string | undefined, header: string): UnreadableRecord {
  return { kind: 'unreadable', record, tenant, reason: `header ${header} is missing or malformed` };
}
