import type { TextField } from '../parsed-log.js';
import type { FieldDraft } from './field-draft.js';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/i;
const HEX = /^[0-9a-f-]+$/i;
const ALL_ZERO = /^[0-]+$/;

/**
 * `trace.id` and `span.id` of a log, from fields of their own or from a W3C `traceparent`, hexadecimal ones in lower
 * case. An id of zeros only says that there is no trace, and is left out.
 */
export function traceIdsOf(
  draft: FieldDraft,
  texts: Partial<Record<TextField, string>>,
): Partial<Record<TextField, string>> {
  const parent = draft.take('traceparent');
  const match = typeof parent?.value === 'string' ? TRACEPARENT.exec(parent.value) : null;
  if (parent !== undefined && match === null) draft.putBack(parent);
  const traceId = spelled(texts['trace.id'] ?? match?.[1]);
  const spanId = spelled(texts['span.id'] ?? match?.[2]);
  delete texts['trace.id'];
  delete texts['span.id'];
  return { ...(traceId && { 'trace.id': traceId }), ...(spanId && { 'span.id': spanId }) };
}

function spelled(id: string | undefined): string | undefined {
  if (id === undefined || id === '' || ALL_ZERO.test(id)) return undefined;
  return HEX.test(id) ? id.toLowerCase() : id;
}
