import { z } from 'zod';
import {
  elasticsearchSettings,
  httpSettings,
  integerSetting,
  kafkaSettings,
  mongoSettings,
  optionalTextSetting,
  portSetting,
  textSetting,
} from '@millrace/runtime';
import { DEFAULT_TENANT, TAIL_PATH, TENANT_PATTERN } from '@millrace/schemas';

/** Settings of the api, by environment variable. */
export const apiSettings = z.object({
  MILLRACE_API_PORT: portSetting(8080),
  MILLRACE_SYSTEM_TENANT: textSetting({
    about:
      'Tenant whose admins see the whole pipeline: audit, dead letters of no tenant, keys of all tenants. ' +
      'By default the tenant of the local start.',
    allowed: '1 to 40 of a-z, 0-9 and _',
    pattern: TENANT_PATTERN,
    fallback: DEFAULT_TENANT,
  }),
  MILLRACE_TAIL_URL: textSetting({
    about: 'Where tails are served, as clients reach it; tickets name it.',
    allowed: 'a ws:// or wss:// URL',
    pattern: /^wss?:\/\/\S+$/,
    fallback: `ws://127.0.0.1:8081${TAIL_PATH}`,
  }),
  MILLRACE_API_TAIL_URL: optionalTextSetting({
    about: 'Where the api itself reaches the fan-out, for live streams; MILLRACE_TAIL_URL unless set.',
    allowed: 'a ws:// or wss:// URL',
    pattern: /^wss?:\/\/\S+$/,
  }),
  MILLRACE_API_SEARCHES: integerSetting({
    about:
      'Searches at a time: pages, histograms, fields, patterns, single logs and their context. A page of usual logs has ' +
      '1 MB; where all are of the longest it has 64 MiB, and takes up to 250 MB while it is answered. Nothing but this ' +
      'number bounds the sum: at worst 64 of them take 16 GB. Set it by the memory where logs are that long.',
    fallback: 64,
    min: 1,
    max: 10_000,
  }),
  MILLRACE_API_SEARCHES_PER_KEY: integerSetting({
    about: 'Of these, how many one key may have; a page asks for four at once.',
    fallback: 16,
    min: 1,
    max: 10_000,
  }),
  MILLRACE_API_QUERY_COST: integerSetting({
    about:
      'What a search may cost: the weights of its terms, once for every day it looks through. A word weighs 1. ' +
      'GET /v1/logs?explain=true shows it.',
    fallback: 60_000,
    min: 1,
    max: 1_000_000_000,
  }),
  MILLRACE_API_ANSWER_CACHE_BYTES: integerSetting({
    about:
      'Histograms, fields and patterns that are kept, and given again while searches see the same logs. An answer has ' +
      'some 10 to 100 kB, and takes an eighth of this at most. 0 keeps none.',
    fallback: 33_554_432,
    min: 0,
    max: 4_294_967_296,
    unit: 'bytes',
  }),
  MILLRACE_API_EXPORTS: integerSetting({
    about:
      'Exports at a time. Each may hold 50 MB for a while, and keeps a processor busy for a client that is fast.',
    fallback: 8,
    min: 1,
    max: 1_000,
  }),
  MILLRACE_API_EXPORTS_PER_KEY: integerSetting({
    about: 'Of these, how many one key may have.',
    fallback: 2,
    min: 1,
    max: 1_000,
  }),
  MILLRACE_API_STREAMS: integerSetting({
    about: 'Streams of search results at a time, live ones too. Each holds a page of 64 KiB, rarely 2 MiB.',
    fallback: 200,
    min: 1,
    max: 10_000,
  }),
  MILLRACE_API_STREAMS_PER_KEY: integerSetting({
    about: 'Of these, how many one key may have; a page that many people look at has one key.',
    fallback: 100,
    min: 1,
    max: 10_000,
  }),
  MILLRACE_API_COMPLETE_WITHIN_MS: integerSetting({
    about:
      'An answer is called complete when all that was appended until so long before it is in it. It takes about 3 s ' +
      'until a log can be found and that is known; a few more while indexers share their work out anew are no alarm.',
    fallback: 10_000,
    // Below that an idle topic, which is looked at every second, would be called incomplete now and then.
    min: 4_000,
    max: 600_000,
    unit: 'ms',
  }),
  ...httpSettings,
  ...kafkaSettings,
  ...elasticsearchSettings,
  ...mongoSettings,
});

/** See {@link apiSettings}. */
export type ApiConfig = Readonly<z.output<typeof apiSettings>>;

/** How many exports and streams there may be. */
export function flowBounds(config: ApiConfig) {
  return {
    exports: { total: config.MILLRACE_API_EXPORTS, perKey: config.MILLRACE_API_EXPORTS_PER_KEY },
    streams: { total: config.MILLRACE_API_STREAMS, perKey: config.MILLRACE_API_STREAMS_PER_KEY },
  };
}

/** How many searches there may be at a time. */
export function searchBounds(config: ApiConfig) {
  return {
    what: 'searches',
    total: config.MILLRACE_API_SEARCHES,
    perKey: config.MILLRACE_API_SEARCHES_PER_KEY,
  };
}
