/** Header values as they came: one per name, several when the name was repeated. */
export type RecordHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/**
 * One record as read from a topic partition. Its buffers may be views of the fetch it came with, up to 16 MiB: who
 * keeps a record for long, as while its index is parked, keeps a copy of its bytes instead.
 */
export interface SourceRecord {
  readonly topic: string;
  readonly partition: number;
  /** Whole number; Kafka's offsets stay below 2^53 for longer than the hardware does. */
  readonly offset: number;
  /** ms since 1970; the append time on topics that say so. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** `logs[3]@1204`, the way records are named in errors and log lines. */
export function recordName(record: Pick<SourceRecord, 'topic' | 'partition' | 'offset'>): string {
  return `${record.topic}[${record.partition}]@${record.offset}`;
}
