import { shipEntryId } from '@millrace/intake';
import type { TextEntry } from '@millrace/schemas';
import type { Entry } from './read-entries.js';

/** How the entries of one source are sent. */
export interface EntryRules {
  /** The service of every entry, in place of what its text says. */
  readonly service: string | undefined;
  /** The service of entries whose text names none. */
  readonly fallbackService: string | undefined;
  /** Ids from place and bytes; only a file has places that stay. */
  readonly withIds: boolean;
}

/** An entry as one line of the request. */
export function encodeEntry(entry: Entry, rules: EntryRules): string {
  const service =
    rules.service ?? (entry.log?.texts['service.name'] === undefined ? rules.fallbackService : undefined);
  const line: TextEntry = {
    ...(rules.withIds && { 'event.id': shipEntryId(entry.firstLine, entry.byteOffset, entry.bytes) }),
    ...(service !== undefined && { 'service.name': service }),
    'event.original': entry.bytes.toString('utf8'),
  };
  return JSON.stringify(line);
}
