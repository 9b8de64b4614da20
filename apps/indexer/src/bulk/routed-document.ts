import type { SourceRecord } from '@millrace/pipeline';

/** A record that has bytes to write. */
export type RecordWithValue = SourceRecord & { readonly value: Buffer };

/** A record that may be written as it stands. */
export interface RoutedDocument {
  readonly record: RecordWithValue;
  readonly tenant: string;
  readonly indexDay: string;
  readonly index: string;
  readonly documentId: string;
}
