import { BOUNDS, levelOfSeverity } from '@millrace/schemas';
import { chooseCorrelation } from '../correlation/choose-correlation.js';
import { textCorrelation } from '../correlation/text-correlation.js';
import { eventIdOfDraft } from '../fields/event-id-of-draft.js';
import { createFieldDraft } from '../fields/field-draft.js';
import type { FieldDraft } from '../fields/field-draft.js';
import { flattenFields } from '../fields/flatten-fields.js';
import { levelOfWord } from '../fields/level.js';
import type { Level } from '../fields/level.js';
import { levelOfDraft } from '../fields/level-of-draft.js';
import { textOfField } from '../fields/text-of-field.js';
import { textsOfDraft } from '../fields/texts-of-draft.js';
import type { ParseResult } from '../parse-record.js';
import type { FieldValue, ParsedLog, TextField } from '../parsed-log.js';
import { reject } from '../rejection.js';
import type { OtlpOrigin } from './otlp-origin.js';
import type { OtlpAttributes, OtlpRecord, OtlpValue } from './otlp-record.js';

/** OpenTelemetry's attribute for an id by which equal logs are recognised. */
const RECORD_UID = 'log.record.uid';

/**
 * Gives a decoded `LogRecord` and its origin their canonical places. What the record itself states (time, severity,
 * ids of trace and span) is never taken from attributes; what resource and scope state wins over a record's attribute
 * for the same place, which then stays a field. Rejects a record that says nothing, or whose event id cannot be one.
 */
export function parseOtlpRecord(record: OtlpRecord, origin: OtlpOrigin): ParseResult {
  const draft = createFieldDraft();
  if (isMap(record.body)) flattenFields(record.body, draft.add);
  flattenFields(record.attributes, draft.add);
  const eventId = eventIdOfDraft(draft) ?? uidOf(record);
  if (typeof eventId === 'object') return eventId;
  const level = levelOf(record, draft);
  const texts = textsOfDraft(draft, { ...origin.texts, ...traceTexts(record) });
  const message = messageOf(record, draft, texts);
  if (message === undefined) return reject('empty-record', 'no body, no event name and no attributes');
  const explicit = chooseCorrelation(draft.correlation(), texts['trace.id']);
  const log: { -readonly [Key in keyof ParsedLog]: ParsedLog[Key] } = {
    format: 'json',
    message,
    severity: level?.severity ?? 0,
    texts,
    fields: allFields(record, draft, origin),
  };
  const correlation = explicit ?? textCorrelation(message);
  const time = record.time ?? record.observedTime;
  if (time !== undefined) log.stamp = { kind: 'instant', ...time };
  if (level !== undefined) log.level = level.level;
  if (correlation !== undefined) log.correlation = correlation;
  if (eventId !== undefined) log.eventId = eventId;
  return { ok: true, log };
}

/** A longer one is a field and no id. */
function uidOf({ attributes }: OtlpRecord): string | undefined {
  const uid = Object.hasOwn(attributes, RECORD_UID) ? attributes[RECORD_UID] : undefined;
  return typeof uid === 'string' && uid !== '' && Buffer.byteLength(uid) <= BOUNDS.eventIdBytes
    ? uid
    : undefined;
}

function traceTexts({ traceId, spanId }: OtlpRecord): Partial<Record<TextField, string>> {
  return {
    ...(!isZero(traceId) && { 'trace.id': traceId }),
    ...(!isZero(spanId) && { 'span.id': spanId }),
  };
}

function isZero(id: string): boolean {
  return /^0*$/.test(id);
}

/** The number as the sender gave it, with the sender's word if there is one; only without both an attribute's. */
function levelOf({ severityNumber, severityText }: OtlpRecord, draft: FieldDraft): Level | undefined {
  const word = severityText.trim() === '' ? undefined : levelOfWord(severityText);
  const named = levelOfSeverity(severityNumber);
  if (named === undefined) return word ?? levelOfDraft(draft);
  return { level: word?.level ?? named, severity: severityNumber };
}

function messageOf(
  { body, attributes, eventName }: OtlpRecord,
  draft: FieldDraft,
  texts: Readonly<Partial<Record<TextField, string>>>,
): string | undefined {
  if (body !== null && !isMap(body)) return typeof body === 'object' ? JSON.stringify(body) : String(body);
  const taken = draft.take('message');
  if (taken !== undefined) return textOfField(taken.value);
  if (body !== null) return JSON.stringify(body);
  if (eventName !== '') return eventName;
  return (
    texts['error.message'] ?? (Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : undefined)
  );
}

/** The record's own fields first: of too many, those of the origin are left out. */
function allFields(
  { eventName, droppedAttributesCount }: OtlpRecord,
  draft: FieldDraft,
  origin: OtlpOrigin,
): ReadonlyMap<string, FieldValue> {
  const fields = new Map(draft.fields());
  if (eventName !== '') fields.set('event.name', eventName);
  if (droppedAttributesCount > 0) fields.set('dropped_attributes_count', droppedAttributesCount);
  for (const [name, value] of origin.fields) fields.set(fields.has(name) ? `resource.${name}` : name, value);
  return fields;
}

function isMap(value: OtlpValue): value is OtlpAttributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
