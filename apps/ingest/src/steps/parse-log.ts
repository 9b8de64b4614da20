import { parseRecord } from '@millrace/intake';
import type { ParsedLog, ParseResult, Rejection } from '@millrace/intake';
import type { OriginatedLog } from '../log-origin.js';
import { readTextEntry } from '../text-entry.js';

/** A log as its parser left it. */
export interface ParsedEntry {
  readonly log: OriginatedLog;
  readonly result: ParseResult;
  /** The step that made the result. */
  readonly step: 'expand' | 'parse-log';
  /** The producer's own id, when it could be read. */
  readonly producerId?: string;
}

/** Parses one log. What its record or request already refused stays refused. Pure; never throws. */
export function parseLog(log: OriginatedLog): ParsedEntry {
  const { raw, origin, decoded } = log;
  if (decoded) return withProducerId(log, decoded.parse());
  if (!raw.ok) return { log, result: raw, step: 'expand' };
  if (origin.holdsTextEntries) return parseEntry(log);
  const format = origin.hints.format ?? raw.format;
  const hints = format === undefined ? origin.hints : { ...origin.hints, format };
  return withProducerId(log, parseRecord(raw.bytes, hints));
}

function parseEntry(log: OriginatedLog): ParsedEntry {
  const entry = readTextEntry(log.raw.bytes);
  if (!entry.ok) return { log, result: entry, step: 'parse-log' };
  const { bytes, eventId, service } = entry;
  const inner = parseRecord(bytes, log.origin.hints);
  if (!inner.ok) return failedEntry(log, inner, eventId);
  const named: ParsedLog = {
    ...inner.log,
    ...(eventId !== undefined && { eventId }),
    ...(service !== undefined && { texts: { ...inner.log.texts, 'service.name': service } }),
  };
  return withProducerId(log, { ok: true, log: named });
}

function failedEntry(log: OriginatedLog, result: Rejection, producerId: string | undefined): ParsedEntry {
  return { log, result, step: 'parse-log', ...(producerId !== undefined && { producerId }) };
}

function withProducerId(log: OriginatedLog, result: ParseResult): ParsedEntry {
  const producerId = result.ok ? result.log.eventId : undefined;
  return { log, result, step: 'parse-log', ...(producerId !== undefined && { producerId }) };
}
