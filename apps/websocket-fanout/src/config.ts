import { z } from 'zod';
import {
  httpSettings,
  integerSetting,
  kafkaSettings,
  listSetting,
  mongoSettings,
  portSetting,
} from '@millrace/runtime';

const MIB = 1_048_576;

/** Settings of the fan-out beside those of every service. */
export const fanoutSettings = z.object({
  ...kafkaSettings,
  ...mongoSettings,
  ...httpSettings,
  MILLRACE_FANOUT_PORT: portSetting(8081),
  MILLRACE_FANOUT_ORIGINS: listSetting({
    about: 'Origins of pages that may connect; clients that are no browser send none. A port may be *.',
    allowed: 'origins such as https://logs.example.org, separated by commas, or *',
    pattern: /^(?:\*|https?:\/\/[^/\s]+)$/,
    fallback: 'http://127.0.0.1:*,http://localhost:*',
  }),
  MILLRACE_FANOUT_MAX_CONNECTIONS: integerSetting({
    about:
      'Connections at a time; one more is answered with 503. A process may hold 20,000 files open by default.',
    fallback: 19_000,
    min: 1,
    max: 1_000_000,
  }),
  MILLRACE_FANOUT_MAX_CONNECTIONS_PER_KEY: integerSetting({
    about:
      'Connections that one API key may have on this node; one more is closed with `too-many-connections`.',
    fallback: 5_000,
    min: 1,
    max: 1_000_000,
  }),
  MILLRACE_FANOUT_RING_BYTES: integerSetting({
    about:
      'Recent logs kept in memory, from which clients resume and slow ones catch up; correlations get a quarter more.',
    fallback: 64 * MIB,
    // So that the quarter holds a fetch of a partition, which is 1 MiB.
    min: 4 * MIB,
    max: 16_384 * MIB,
    unit: 'bytes',
  }),
  MILLRACE_FANOUT_FILL_MS: integerSetting({
    about: 'Time a start may take to read recent logs backwards; then it takes connections with what it has.',
    fallback: 10_000,
    min: 0,
    max: 600_000,
    unit: 'ms',
  }),
  MILLRACE_FANOUT_ID_WINDOW: integerSetting({
    about: 'Ids remembered to tell a log that was appended twice; each takes about 100 bytes.',
    fallback: 200_000,
    min: 0,
    max: 100_000_000,
  }),
  MILLRACE_FANOUT_TICK_MS: integerSetting({
    about: 'Time for which rows are collected after the first one went out; the tight setting is 16.',
    fallback: 50,
    min: 1,
    max: 1_000,
    unit: 'ms',
  }),
  MILLRACE_FANOUT_HEARTBEAT_MS: integerSetting({
    about: 'Time between heartbeats in both directions; a client silent for two of them is closed.',
    fallback: 15_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
  }),
  MILLRACE_FANOUT_DRAIN_MS: integerSetting({
    about: 'Time in which clients are asked to move to another node when this one stops.',
    fallback: 5_000,
    min: 0,
    max: 300_000,
    unit: 'ms',
  }),
});

/** See {@link fanoutSettings}. */
export type FanoutConfig = Readonly<z.output<typeof fanoutSettings>>;
