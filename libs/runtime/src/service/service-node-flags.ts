/** MiB of each half of the young generation. */
const YOUNG_MIB = 16;
/** Of the api, which waits for others most of the time and loses nothing by collecting more often: 25 MiB less. */
const YOUNG_MIB_OF_THE_API = 4;
/**
 * MiB; also makes V8 collect at less than twice of what lives. Costs ingest 12 % of CPU an event (`npm run bench --
 * ingest`); with 1536 or 2048 it costs less, but memory then grows by more than a tenth (`npm run bench -- garbage`).
 */
const OLD_MIB = 1_024;

/** `--enable-source-maps` would also keep the maps of all packages: 13 MiB of the api. */
const OWN_SOURCE_MAPS =
  "data:text/javascript,import{setSourceMapsSupport}from'node:module';setSourceMapsSupport(true,{nodeModules:false})";

/**
 * Flags of Node.js with which the process of a service is started.
 *
 * Unbounded, V8 takes a share of the machine: on one of 24 GiB a young generation of 128 MB and four times what lives
 * in the old one before it collects, so that resident memory creeps up for hours without anything being kept. Services
 * hold 50 MB of objects under load; their bodies and batches are outside of this heap, bounded by settings in bytes.
 */
export function serviceNodeFlags(service: string): readonly string[] {
  const young = service === 'api' ? YOUNG_MIB_OF_THE_API : YOUNG_MIB;
  return [`--import=${OWN_SOURCE_MAPS}`, `--max-semi-space-size=${young}`, `--max-old-space-size=${OLD_MIB}`];
}
