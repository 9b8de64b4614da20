import { retryDelayMs } from '@millrace/resilience';
import type { Clock, RetryBounds } from '@millrace/resilience';
import type { ParkedIndices } from '../parking/parked-indices.js';

/** What a round over a batch left. */
export interface UnfinishedRound {
  /** Documents to be sent again. */
  readonly retries: number;
  /** Indices whose documents wait for a probe. */
  readonly heldIndices: ReadonlySet<string>;
  /** Number of the round, from 0. */
  readonly attempt: number;
  readonly retryAfterMs?: number;
}

/** What decides about the wait. */
export interface RoundDelayOptions {
  readonly retry: RetryBounds;
  readonly clock: Pick<Clock, 'random'>;
  readonly parked: Pick<ParkedIndices, 'nextProbeMs'>;
}

/** Least wait between two rounds over documents that are only held, ms. */
const MIN_HOLD_WAIT_MS = 20;

/** Wait before the next round, ms: until the retries are due or the next probe is, whichever comes first. */
export function roundDelayMs(round: UnfinishedRound, { retry, clock, parked }: RoundDelayOptions): number {
  const { retries, heldIndices, attempt, retryAfterMs } = round;
  const waits: number[] = [];
  if (retries > 0) {
    const context = { random: clock.random(), ...(retryAfterMs !== undefined && { retryAfterMs }) };
    waits.push(retryDelayMs(attempt, retry, context));
  }
  if (heldIndices.size > 0) {
    waits.push(Math.max(MIN_HOLD_WAIT_MS, Math.min(parked.nextProbeMs(heldIndices), retry.maxMs)));
  }
  return Math.min(...waits);
}
