export type { Clock } from './clock.js';
export { MAX_RETRY_AFTER_MS, retryDelayMs } from './retry-delay.js';
export type { RetryBounds } from './retry-delay.js';
export { startRepeatingJob } from './repeating-job.js';
export type { RepeatingJob } from './repeating-job.js';
export { unlessAborted } from './unless-aborted.js';
