import { catchUp } from './catch-up.js';
import { createSteps } from './catch-up-steps.js';
import type { StreamState } from './stream-state.js';

/** Time a flush may take for those behind; those that keep up wait no longer for their next rows. */
const CATCH_UP_MS = 20;

/**
 * Takes those behind further, a step each in turn, until the time is over or none can go on. The next flush goes on
 * with the one whose turn it is. Returns whether some are still behind.
 */
export function catchUpAll(state: StreamState): boolean {
  const { queue, now } = state;
  if (queue.size === 0) {
    state.matches.clear();
    return false;
  }
  const endsAt = now() + CATCH_UP_MS;
  const nextStep = createSteps(state);
  let idle = 0;
  // One that has had its turn is put at the end, and so comes again.
  for (const reader of queue) {
    if (idle >= queue.size || now() >= endsAt) break;
    queue.delete(reader);
    queue.add(reader);
    idle = catchUp(state, reader, nextStep) ? 0 : idle + 1;
  }
  return queue.size > 0;
}
