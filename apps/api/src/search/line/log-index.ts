import { DOCUMENT_ID_PATTERN, formatTimestamp, indexDayOf, logsIndexOf } from '@millrace/schemas';

const TIME_BYTES = 6;
/** 9999-12-31T23:59:59.999Z; times after it have no day that an index is named after. */
const LAST_MS = 253_402_300_799_999;

/** The index that has the log of an id, if there is such a log: an id begins with its event time. */
export function logIndex(tenant: string, id: string): string | undefined {
  if (!DOCUMENT_ID_PATTERN.test(id)) return undefined;
  const epochMs = Buffer.from(id, 'base64url').readUIntBE(0, TIME_BYTES);
  if (epochMs > LAST_MS) return undefined;
  return logsIndexOf(tenant, indexDayOf(formatTimestamp({ epochMs, nanos: 0 })));
}
