import { isUtf8 } from 'node:buffer';
import type { Rejection } from '@millrace/intake';
import { describeProblem, textEntrySchema, validationProblems } from '@millrace/schemas';

/** The text in an entry, and what the entry says about it. */
export interface UnwrappedEntry {
  readonly ok: true;
  readonly bytes: Buffer;
  readonly eventId: string | undefined;
  readonly service: string | undefined;
}

/** Takes a text entry apart. Rejects what is no JSON or no entry; never throws. */
export function readTextEntry(line: Buffer): UnwrappedEntry | Rejection {
  if (!isUtf8(line)) return rejected('invalid-utf8', 'the bytes are not UTF-8');
  const json = parsed(line);
  if (json === undefined) return rejected('invalid-json', 'not JSON, expected a text entry');
  const entry = textEntrySchema.safeParse(json.value);
  if (!entry.success) {
    const [problem] = validationProblems(entry.error, json.value);
    return rejected('invalid-field', problem ? describeProblem(problem) : 'no text entry');
  }
  const { 'event.original': original, 'event.id': eventId, 'service.name': service } = entry.data;
  return { ok: true, bytes: Buffer.from(original), eventId, service };
}

function parsed(line: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line.toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
}

function rejected(code: Rejection['code'], reason: string): Rejection {
  return { ok: false, outcome: 'dead-lettered', code, reason };
}
