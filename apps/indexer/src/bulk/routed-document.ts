import type { SourceRecord } from '@millrace/pipeline';

/** A record that may be written as it stands. */
export interface RoutedDocument {
  readonly record: SourceRecord;
  readonly tenant: string;
  readonly indexDay: string;
  readonly index: string;
  readonly documentId: string;
  /** The record's value, unparsed. */
  readonly value: Buffer;
}
