import { chooseCorrelation } from '../correlation/choose-correlation.js';
import type { LogFormat } from '../log-format.js';
import type { FieldValue, ParsedLog, ParseHints } from '../parsed-log.js';
import { reject } from '../rejection.js';
import type { Rejection } from '../rejection.js';
import { parseStamp } from '../time/parse-stamp.js';
import { eventIdOfDraft } from './event-id-of-draft.js';
import { createFieldDraft } from './field-draft.js';
import type { FieldDraft } from './field-draft.js';
import { fieldRole, isStrictStamp } from './field-role.js';
import { flattenFields } from './flatten-fields.js';
import { levelOfDraft } from './level-of-draft.js';
import { textOfField } from './text-of-field.js';
import { textsOfDraft } from './texts-of-draft.js';

/** Whether a key may hold a time, whose digits then have to be kept. */
export function isStampKey(key: string): boolean {
  return fieldRole(key)?.role === 'timestamp';
}

/**
 * Gives the fields of one structured log their canonical places. `source` is the text it was read from: a log that
 * has no message is found by it. Rejects a log whose time or event id cannot be one.
 */
export function mapFields(
  object: Readonly<Record<string, unknown>>,
  source: string,
  hints: ParseHints & { readonly format?: LogFormat },
): ParsedLog | Rejection {
  const draft = createFieldDraft();
  flattenFields(object, draft.add);
  const stamp = takeStamp(draft, hints.utcOffsetMinutes ?? 0);
  if (stamp !== undefined && 'code' in stamp) return stamp;
  const eventId = eventIdOfDraft(draft);
  if (typeof eventId === 'object') return eventId;
  const level = levelOfDraft(draft);
  const texts = textsOfDraft(draft);
  const message = draft.take('message')?.value ?? texts['error.message'] ?? source;
  const correlation = chooseCorrelation(draft.correlation(), texts['trace.id']);
  const log: { -readonly [Key in keyof ParsedLog]: ParsedLog[Key] } = {
    format: hints.format ?? 'json',
    message: textOfField(message),
    severity: level?.severity ?? 0,
    texts,
    fields: draft.fields(),
  };
  if (stamp !== undefined) log.stamp = stamp;
  if (level !== undefined) log.level = level.level;
  if (correlation !== undefined) log.correlation = correlation;
  if (eventId !== undefined) log.eventId = eventId;
  return log;
}

function takeStamp(draft: FieldDraft, utcOffsetMinutes: number) {
  let given = draft.take('timestamp');
  while (given !== undefined) {
    const value = typeof given.value === 'boolean' ? undefined : given.value;
    if (value === '') return undefined;
    const scalar = typeof value === 'string' || typeof value === 'number' ? value : undefined;
    const stamp = scalar === undefined ? undefined : parseStamp(scalar, utcOffsetMinutes);
    if (stamp !== undefined && (isStrictStamp(given.rank) || !isSmallNumber(value))) return stamp;
    if (isStrictStamp(given.rank)) return reject('timestamp-invalid', `${given.name}: expected a time`);
    draft.putBack(given);
    given = draft.take('timestamp');
  }
  return undefined;
}

/** `time: 0.25` and `date: 7` are durations and counts, not the first seconds of 1970. */
function isSmallNumber(value: FieldValue | undefined): boolean {
  return typeof value === 'object' || (Number.isFinite(Number(value)) && Number(value) < 1e8);
}
