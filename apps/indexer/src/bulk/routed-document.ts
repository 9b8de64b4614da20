import type { SourceRecord } from '@millrace/pipeline';

/** A record that has bytes to write. */
export type RecordWithValue = SourceRecord & { readonly value: Buffer };

/** A record that may be written as it stands. */
export interface RoutedDocument {
  readonly record: RecordWithValue;
  /** A day index, as `parseDayIndex` takes it apart. */
  readonly index: string;
  readonly documentId: string;
  /** External version; absent where the first document stays, whatever comes after it. */
  readonly version?: number;
}
