import type { CorrelationGroup } from '@millrace/schemas';

/** A log as grouping sees it: its key, its headers and its place, never its body. */
export interface CorrelatedLog {
  readonly tenant: string;
  readonly correlationId: string;
  readonly source: CorrelationGroup['correlation.source'];
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly documentId: string;
  /** Canonical timestamp. */
  readonly timestamp: string;
  /** The same in ms since 1970. */
  readonly timestampMs: number;
  /** When the broker took it, ms since 1970. */
  readonly appendedAtMs: number;
  readonly service: string;
  readonly severity: number;
  /** Whether it is the event that completes its group. */
  readonly closes: boolean;
}
