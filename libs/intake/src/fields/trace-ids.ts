import type { TextField } from '../parsed-log.js';
import type { FieldDraft } from './field-draft.js';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/i;
const HEX = /^[0-9a-f-]+$/i;
const ID = /^\S{1,256}$/;
const ALL_ZERO = /^[0-]*$/;

/**
 * Adds `trace.id` and `span.id` of a log, from fields of their own or from a W3C `traceparent`, hexadecimal ones in
 * lower case. An id of zeros only says that there is no trace, and is left out.
 */
export function addTraceIds(texts: Partial<Record<TextField, string>>, draft: FieldDraft): void {
  const parent = draft.take('traceparent');
  const match = typeof parent?.value === 'string' ? TRACEPARENT.exec(parent.value) : null;
  if (parent !== undefined && match === null) draft.putBack(parent);
  const traceId = spelled(takeId(draft, 'trace.id') ?? match?.[1]);
  const spanId = spelled(takeId(draft, 'span.id') ?? match?.[2]);
  if (traceId !== undefined) texts['trace.id'] = traceId;
  if (spanId !== undefined) texts['span.id'] = spanId;
}

/** `trace: true` and a stack trace under `trace` are fields like any other. */
function takeId(draft: FieldDraft, role: 'trace.id' | 'span.id'): string | undefined {
  const given = draft.take(role);
  if (given === undefined) return undefined;
  const id = typeof given.value === 'object' || typeof given.value === 'boolean' ? '' : String(given.value);
  if (ID.test(id)) return id;
  draft.putBack(given);
  return undefined;
}

function spelled(id: string | undefined): string | undefined {
  if (id === undefined || ALL_ZERO.test(id)) return undefined;
  return HEX.test(id) ? id.toLowerCase() : id;
}
