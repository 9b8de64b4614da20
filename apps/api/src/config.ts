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
