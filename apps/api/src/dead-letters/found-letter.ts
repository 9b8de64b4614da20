import { decodeDeadLetter } from '@millrace/dead-letter';
import type { DeadLetter } from '@millrace/dead-letter';
import type { SourceRecord } from '@millrace/pipeline';
import type { Principal } from '@millrace/schemas';
import { encodeLetterLocation } from './letter-location.js';

/** A letter with its place in the topic, without its bytes. */
export interface FoundLetter extends Omit<DeadLetter, 'value' | 'id'> {
  /** See `encodeLetterLocation`. */
  readonly id: string;
  readonly identity: string;
  readonly appendedMs: number;
  readonly bytes: number;
}

/** Which letters are wanted. */
export interface LetterFilter {
  readonly code?: string | undefined;
  readonly app?: string | undefined;
  readonly fingerprint?: string | undefined;
}

/** The letter in a record of the topic of dead letters; undefined when it is none that can be read. */
export function foundLetter(record: SourceRecord): FoundLetter | undefined {
  const decoded = decodeDeadLetter(record);
  if (!('letter' in decoded)) return undefined;
  const { id: identity, envelope, headers, value } = decoded.letter;
  const { partition, offset, timestampMs } = record;
  return {
    id: encodeLetterLocation({ partition, offset, identity }),
    identity,
    envelope,
    headers,
    appendedMs: timestampMs,
    bytes: value?.length ?? 0,
  };
}

/** Whether a principal may see a letter: its tenant's, and those of no tenant for the system tenant. */
export function maySee(principal: Principal, tenant: string | undefined, systemTenant: string): boolean {
  return tenant === undefined ? principal.tenant === systemTenant : tenant === principal.tenant;
}

/** Whether a letter is among the wanted ones. */
export function matches({ envelope }: FoundLetter, { code, app, fingerprint }: LetterFilter): boolean {
  return (
    (code === undefined || envelope.code === code) &&
    (app === undefined || envelope.app === app) &&
    (fingerprint === undefined || envelope.fingerprint === fingerprint)
  );
}
