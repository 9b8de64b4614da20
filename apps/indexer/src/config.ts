import { z } from 'zod';
import {
  elasticsearchSettings,
  httpSettings,
  integerSetting,
  kafkaSettings,
  mongoSettings,
  portSetting,
  textSetting,
} from '@millrace/runtime';

const MEGABYTE = 1_000_000;

/** Settings of the indexer beside those of every service. */
export const indexerSettings = z.object({
  ...kafkaSettings,
  ...elasticsearchSettings,
  ...mongoSettings,
  ...httpSettings,
  MILLRACE_INDEXER_PORT: portSetting(8082),
  MILLRACE_INDEXER_BULK_BODY_BYTES: integerSetting({
    about: 'Most bytes of one bulk request; above 5 MB Elasticsearch gets no faster and retries get dearer.',
    fallback: 5 * MEGABYTE,
    min: 300_000,
    max: 50 * MEGABYTE,
    unit: 'bytes',
  }),
  MILLRACE_INDEXER_LINGER_MS: integerSetting({
    about:
      'How long a bulk request that is not full waits for more logs; adds to the time until they are found.',
    fallback: 200,
    min: 0,
    max: 10_000,
    unit: 'ms',
  }),
  MILLRACE_INDEXER_BULK_IN_FLIGHT: integerSetting({
    about: 'Bulk requests at a time; two let Elasticsearch work while the next body is built.',
    fallback: 2,
    min: 1,
    max: 16,
  }),
  MILLRACE_INDEXER_BULK_TIMEOUT_MS: integerSetting({
    about: 'Time after which a bulk request counts as unanswered and is sent again.',
    fallback: 60_000,
    min: 6_000,
    max: 600_000,
    unit: 'ms',
  }),
  MILLRACE_INDEXER_PARK_HOLD_MS: integerSetting({
    about: 'How long logs of an index that refuses writes are waited with before they go to logs.parked.',
    fallback: 3_000,
    min: 0,
    max: 60_000,
    unit: 'ms',
  }),
  MILLRACE_INDEX_SHARDS: integerSetting({
    about: 'Primary shards of a new day index; one holds some tens of gigabytes.',
    fallback: 1,
    min: 1,
    max: 64,
  }),
  MILLRACE_INDEX_REPLICAS: textSetting({
    about: 'Copies of each shard of a new day index; auto: one as soon as there is a second node.',
    allowed: 'auto, or 0 to 9',
    pattern: /^(?:auto|\d)$/,
    fallback: 'auto',
  }),
  MILLRACE_INDEX_REFRESH_MS: integerSetting({
    about:
      'How often the indexer makes what it wrote findable and says how far that goes; shorter costs Elasticsearch more.',
    fallback: 1_000,
    min: 100,
    max: 60_000,
    unit: 'ms',
  }),
  MILLRACE_RETENTION_DAYS: integerSetting({
    about:
      'Days after which an index is deleted, counted from its day and from its creation, the later of them.',
    fallback: 30,
    min: 1,
    max: 36_500,
    unit: 'days',
  }),
  MILLRACE_RETENTION_INTERVAL_MS: integerSetting({
    about: 'How often retention looks for such indices.',
    fallback: 600_000,
    min: 1_000,
    max: 86_400_000,
    unit: 'ms',
  }),
});

/** See {@link indexerSettings}. */
export type IndexerConfig = Readonly<z.output<typeof indexerSettings>>;
