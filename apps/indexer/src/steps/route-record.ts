import type { SourceRecord } from '@millrace/pipeline';
import type { RecordWithValue, RoutedDocument } from '../bulk/routed-document.js';
import { decodeLogRouting, isCanonicalBytes, logsIndexOf } from '@millrace/schemas';

/** A record that no index can take, and why; the reason quotes nothing of its value. */
export interface UnroutableRecord {
  readonly record: SourceRecord;
  readonly unroutable: string;
}

/**
 * Where a record of `logs` belongs, from its headers alone. The value is not parsed; only its ends are looked at, and
 * that it is one line, so that it cannot smuggle a bulk action. Same record, same place, at every delivery.
 */
export function routeRecord(record: SourceRecord): RoutedDocument | UnroutableRecord {
  const routing = decodeLogRouting(record.headers);
  if ('bad' in routing) return { record, unroutable: `header ${routing.bad} is missing or malformed` };
  if (!hasCanonicalBytes(record))
    return { record, unroutable: 'the value is not one JSON object on one line' };
  const { tenant, indexDay, documentId } = routing;
  return { record, tenant, indexDay, documentId, index: logsIndexOf(tenant, indexDay) };
}

function hasCanonicalBytes(record: SourceRecord): record is RecordWithValue {
  return isCanonicalBytes(record.value);
}
