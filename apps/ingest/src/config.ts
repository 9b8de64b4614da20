import {
  booleanSetting,
  httpSettings,
  integerSetting,
  kafkaSettings,
  mongoSettings,
  optionalTextSetting,
  portSetting,
} from '@millrace/runtime';
import { BOUNDS } from '@millrace/schemas';
import { z } from 'zod';

const MIB = 1_048_576;

/** Settings of ingest; those of every service are added by the start. */
export const ingestSettings = z.object({
  MILLRACE_INGEST_PORT: portSetting(4_318),
  ...httpSettings,
  ...kafkaSettings,
  ...mongoSettings,
  MILLRACE_RETENTION_DAYS: integerSetting({
    about:
      'Age from which logs have expired: dropped and counted here unless the key may backfill, deleted by the indexer.',
    fallback: 30,
    min: 1,
    max: 36_500,
    unit: 'days',
  }),
  MILLRACE_REDACTION_FILE: optionalTextSetting({
    about: 'Policy of what is removed from logs before anything is written; the built-in one when not set.',
    allowed: 'the path of a JSON file',
  }),
  MILLRACE_RAW_TENANT: optionalTextSetting({
    about:
      'Tenant that plain logs.raw belongs to; not set: only logs.raw.<tenant> is read, since whoever may write to logs.raw then writes as that tenant. The local start sets it.',
    allowed: 'a tenant id: 1 to 40 lower-case letters, digits or _',
    pattern: /^[a-z0-9_]{1,40}$/,
  }),
  MILLRACE_RAW_BACKFILL: booleanSetting({
    about: 'Whether logs from raw topics are taken when they are older than the retention.',
    fallback: false,
  }),
  MILLRACE_RAW_DISCOVERY_INTERVAL_MS: integerSetting({
    about: 'How often raw topics of new tenants are looked for.',
    fallback: 10_000,
    min: 100,
    max: 3_600_000,
    unit: 'ms',
  }),
  MILLRACE_INGEST_BODY_BUDGET_BYTES: integerSetting({
    about: 'Decompressed bytes of all request bodies in memory; beyond it requests are answered 429.',
    fallback: 64 * MIB,
    min: BOUNDS.requestBytes,
    max: 4_096 * MIB,
    unit: 'bytes',
  }),
  MILLRACE_INGEST_BUFFER_BYTES: integerSetting({
    about: 'Bytes that may wait for acknowledgement by Kafka, for requests and raw records each.',
    fallback: 32 * MIB,
    min: MIB,
    max: 1_024 * MIB,
    unit: 'bytes',
  }),
  MILLRACE_INGEST_ACK_TIMEOUT_MS: integerSetting({
    about:
      'Time Kafka has to acknowledge all logs of a request; then the answer is 503. Senders give up later.',
    fallback: 10_000,
    min: 100,
    max: 300_000,
    unit: 'ms',
  }),
});

/** Frozen configuration of ingest. */
export type IngestConfig = Readonly<z.output<typeof ingestSettings>>;
