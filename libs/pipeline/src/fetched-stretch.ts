import type { SourceRecord } from './source-record.js';

/** What one fetch brought of one partition. */
export interface FetchedStretch {
  readonly topic: string;
  readonly partition: number;
  /** Where the fetch began; undefined when the client does not say, for a fetch that held no record for us. */
  readonly from: number | undefined;
  /** First offset the fetch returned anything for, be it a transaction marker. */
  readonly first: number;
  /** One above the last offset that the fetch covers. */
  readonly to: number;
  /** In order, offsets from `first` below `to`; offsets in between that are missing hold no record for consumers. */
  readonly records: readonly SourceRecord[];
  /** End of the log when it was fetched. */
  readonly end: number;
}
