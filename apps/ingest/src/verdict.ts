import type { CanonicalLog, EventIdRule, Rejection } from '@millrace/intake';
import type { OriginatedLog } from './log-origin.js';

/** A log that is written to `logs`. */
export interface AcceptedLog {
  readonly outcome: 'accepted';
  readonly log: OriginatedLog;
  readonly canonical: CanonicalLog;
  /** Whether a second delivery of it would be stored again. */
  readonly undeduplicated: boolean;
}

/** A log older than the retention. */
export interface ExpiredVerdict {
  readonly outcome: 'expired';
  readonly log: OriginatedLog;
}

/** A log that can never be accepted as it is. */
export interface RejectedLog {
  readonly outcome: 'dead-lettered';
  readonly log: OriginatedLog;
  /** The step that refused it. */
  readonly step: 'expand' | 'parse-log' | 'canonicalise-log';
  readonly code: Rejection['code'];
  /** One line for a person, redacted. */
  readonly reason: string;
  /** What would have made its id. */
  readonly eventId: EventIdRule;
  /** The producer's own id, when it could be read. */
  readonly producerId?: string;
}

/** How one log ended. */
export type Verdict = AcceptedLog | ExpiredVerdict | RejectedLog;
