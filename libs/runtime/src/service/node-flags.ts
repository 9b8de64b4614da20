/**
 * Flags of Node.js with which every service process is started.
 *
 * Unbounded, V8 takes a share of the machine: on one of 24 GiB a young generation of 128 MB and four times what lives
 * in the old one before it collects, so that resident memory creeps up for hours without anything being kept. Services
 * hold 50 MB of objects under load; their bodies and batches are outside of this heap, bounded by settings in bytes.
 */
export const SERVICE_NODE_FLAGS = Object.freeze([
  '--enable-source-maps',
  /** MiB of each half of the young generation. */
  '--max-semi-space-size=16',
  /**
   * MiB; also makes V8 collect at less than twice of what lives. Costs ingest 12 % of CPU an event (`npm run bench --
   * ingest`); with 1536 or 2048 it costs less, but memory then grows by more than a tenth (`npm run bench -- garbage`).
   */
  '--max-old-space-size=1024',
]);
