import { ProduceError, ProducerBusyError } from '@millrace/pipeline';
import { backoffMs } from './backoff.js';
import { DependencyError } from './dependency-error.js';
import type { RetryPolicy } from './retry.js';

/**
 * A request is refused at once when the producer is full, so that its sender slows down; once a part of it is
 * written, it waits instead. Any other failure ends it: the sender tries again.
 */
export function requestPolicy(chunksDone: number): RetryPolicy {
  return (error) => (chunksDone > 0 && error instanceof ProducerBusyError ? error.retryAfterMs : undefined);
}

/** A raw record waits for as long as it must: its partition is paused meanwhile. Programming errors are final. */
export function rawRecordPolicy(random: () => number): RetryPolicy {
  return (error, attempt) => {
    if (error instanceof ProducerBusyError) return error.retryAfterMs;
    const isOutage = error instanceof ProduceError || error instanceof DependencyError;
    return isOutage ? backoffMs(attempt, random) : undefined;
  };
}
