import { BOUNDS } from '@millrace/schemas';
import type { FieldValue } from '../parsed-log.js';
import { reject } from '../rejection.js';
import type { Rejection } from '../rejection.js';
import type { FieldDraft } from './field-draft.js';
import { textOfField } from './text-of-field.js';

/** The producer's own id of a structured log, if it gave one; rejects one that cannot be an id. */
export function eventIdOfDraft(draft: FieldDraft): string | undefined | Rejection {
  const given = draft.take('event.id');
  if (given === undefined) return undefined;
  if (isEventId(given.value)) return textOfField(given.value);
  return reject('invalid-field', `event.id: expected 1 to ${BOUNDS.eventIdBytes} bytes of text`);
}

function isEventId(value: FieldValue): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= BOUNDS.eventIdBytes;
}
