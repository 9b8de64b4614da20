import { z } from 'zod';
import {
  httpSettings,
  integerSetting,
  kafkaSettings,
  mongoSettings,
  optionalTextSetting,
  portSetting,
} from '@millrace/runtime';

const DAY_MS = 86_400_000;

/** Settings of the correlation engine beside those of every service. */
export const engineSettings = z.object({
  ...kafkaSettings,
  ...mongoSettings,
  ...httpSettings,
  MILLRACE_CORRELATION_PORT: portSetting(8083),
  MILLRACE_CORRELATION_WINDOW_MS: integerSetting({
    about: 'A pause longer than this between two logs of one correlation id parts them into two groups.',
    fallback: 30_000,
    min: 1_000,
    max: DAY_MS,
    unit: 'ms',
  }),
  MILLRACE_CORRELATION_HORIZON_MS: integerSetting({
    about:
      'How long after a group was closed a late log revises it; closed groups are kept in memory for that.',
    fallback: 900_000,
    min: 0,
    max: DAY_MS,
    unit: 'ms',
  }),
  MILLRACE_CORRELATION_MAX_GROUPS: integerSetting({
    about:
      'Open groups of one partition, and closed ones that can still be revised; beyond it the oldest are closed ' +
      'early, labelled approximate, or forgotten early. A group of some logs takes about 2.3 KB, and the heap is 1 GiB for all partitions.',
    fallback: 10_000,
    min: 1,
    max: 10_000_000,
  }),
  MILLRACE_CORRELATION_CLOSING: optionalTextSetting({
    about:
      'The event that completes a group, as a search query such as attributes.step:done. Terms of the form ' +
      'field:value cost least: logs without the value are not parsed. Without it groups end by a pause.',
    allowed: 'a query of at most 4,096 characters',
  }),
});

/** See {@link engineSettings}. */
export type EngineConfig = Readonly<z.output<typeof engineSettings>>;
