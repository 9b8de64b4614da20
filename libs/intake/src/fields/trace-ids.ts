import type { TextField } from '../parsed-log.js';
import type { FieldDraft } from './field-draft.js';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/i;
const HEX = /^[0-9a-f-]+$/i;
const ALL_ZERO = /^[0-]*$/;

/**
 * Completes `trace.id` and `span.id` of a log from a W3C `traceparent`, and spells hexadecimal ones in lower case. An
 * id of zeros only says that there is no trace, and is left out.
 */
export function setTraceIds(draft: FieldDraft, texts: Partial<Record<TextField, string>>): void {
  const parent = draft.take('traceparent');
  if (parent !== undefined) {
    const match = typeof parent.value === 'string' ? TRACEPARENT.exec(parent.value) : null;
    if (match === null) draft.putBack(parent);
    texts['trace.id'] ??= match?.[1] ?? '';
    texts['span.id'] ??= match?.[2] ?? '';
  }
  spell(texts, 'trace.id');
  spell(texts, 'span.id');
}

function spell(texts: Partial<Record<TextField, string>>, field: 'trace.id' | 'span.id'): void {
  const id = texts[field];
  if (id === undefined) return;
  if (ALL_ZERO.test(id)) delete texts[field];
  else if (HEX.test(id)) texts[field] = id.toLowerCase();
}
