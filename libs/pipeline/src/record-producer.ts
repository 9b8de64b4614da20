/** A record to be written. */
export interface OutboundRecord {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** Where records go. */
export interface RecordProducer {
  /**
   * Resolves when the broker has acknowledged every record from all in-sync replicas. Rejects with
   * {@link ProducerBusyError} at once when the buffer has no room, with {@link ProduceError} when the broker refused
   * or did not answer in time; part of the records may then have been written.
   */
  send(records: readonly OutboundRecord[]): Promise<void>;
  /** Bytes waiting for an acknowledgement. */
  bufferedBytes(): number;
  /** Sends what is buffered, waits at most `timeoutMs`, disconnects. */
  close(timeoutMs: number): Promise<void>;
}

/** The producer's buffer is full; nothing of this call was taken. Retry after `retryAfterMs`. */
export class ProducerBusyError extends Error {
  override readonly name = 'ProducerBusyError';
  constructor(
    readonly bufferedBytes: number,
    readonly retryAfterMs: number,
  ) {
    super(`producing records: ${bufferedBytes} bytes already wait for acknowledgement`);
  }
}

/** The broker did not acknowledge; the records may or may not have been written. Safe to send again: ids dedupe. */
export class ProduceError extends Error {
  override readonly name = 'ProduceError';
  constructor(topic: string, cause: unknown) {
    super(`producing to ${topic}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
