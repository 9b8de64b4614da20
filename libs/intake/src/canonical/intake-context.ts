import type { LogHeaders, TraceContext } from '@millrace/schemas';
import type { Redactor } from '../redaction/redactor.js';

/** Where a missing time or year is taken from. */
export interface ReferenceTime {
  /** ms since 1970. */
  readonly epochMs: number;
  readonly clock: 'header' | 'append' | 'arrival';
}

/** The id of a log whose sender gave none. Called at most once a log. */
export interface EventIdRule {
  /** The id by place or content: the same at every delivery. */
  id(): string;
  /** For logs without a time, where content alone does not tell two events apart; counted `undeduplicated`. */
  readonly freshWhenUnstamped?: () => string;
}

/** All that decides about a log besides its bytes; clocks come in as values. */
export interface IntakeContext {
  readonly tenant: string;
  /** Key of the tenant's HMACs. */
  readonly tenantSecret: Buffer;
  readonly nowMs: number;
  readonly reference: ReferenceTime;
  /** Older events have expired; absent when everything since 1970 is taken (no retention, or a backfill). */
  readonly oldestAcceptedMs?: number;
  /** Values of fields the log does not name. */
  readonly defaults?: { readonly service?: string; readonly host?: string; readonly environment?: string };
  readonly isRegisteredNumber: (name: string) => boolean;
  readonly redactor: Redactor;
  readonly eventId: EventIdRule;
  /** W3C trace context of the request or record that brought the log. */
  readonly traceContext?: TraceContext;
}

/** A log as it is written to `logs`. */
export interface CanonicalLog {
  readonly ok: true;
  /** The canonical document: one line of JSON without a line feed. */
  readonly bytes: Buffer;
  /** Record key: the correlation id, else the service. */
  readonly key: string;
  readonly headers: LogHeaders;
  readonly eventId: string;
  /** Whether a second delivery of these bytes would be stored again. */
  readonly undeduplicated: boolean;
  /** How many secrets were replaced. */
  readonly redacted: number;
}

/** A log older than the retention: dropped on purpose and counted. */
export interface ExpiredLog {
  readonly ok: false;
  readonly outcome: 'expired';
  readonly reason: string;
}
