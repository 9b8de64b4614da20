/** Header values as they came: one per name, several when the name was repeated. */
export type RecordHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/**
 * One record as read from a topic partition. Its buffers are views: of its own batch where producers compress, as ours
 * do, else of the whole fetch it came with, up to 16 MiB. Who keeps some records of many for long keeps a copy of their
 * bytes; lanes and calls of the processor keep runs of a partition, and so little that is not theirs.
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
