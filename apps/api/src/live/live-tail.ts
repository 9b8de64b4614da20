import type { ReadStep, TailEnd, TailFollower } from '@millrace/tail-client';

/** For whom a tail is opened. */
export interface TailReader {
  readonly tenant: string;
  readonly keyId: string;
}

/** The fan-out cannot be reached now, or takes nobody now. Trying again may help. */
export class TailUnreachableError extends Error {
  override readonly name = 'TailUnreachableError';
  constructor(
    /** What it asks to wait, where it says. */
    readonly retryAfterMs: number | undefined,
    cause: unknown,
  ) {
    super('opening a tail: the fan-out cannot be reached', { cause });
  }
}

/** Tails of the fan-out. */
export interface LiveTail {
  /**
   * Opens a connection in the name of a key, and gives what comes over it until it ends, no faster than it is read.
   * Rejects with TailUnreachableError, TailFrameError, or the signal's reason.
   */
  connect(
    reader: TailReader,
    follower: TailFollower,
    signal: AbortSignal,
  ): AsyncGenerator<ReadStep, TailEnd, undefined>;
}
