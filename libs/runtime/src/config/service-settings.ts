import { choiceSetting, integerSetting } from './setting.js';

/** Levels of a log line, from the most talkative. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** See {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Environment variables of every service; spread them into an app's schema. */
export const serviceSettings = {
  MILLRACE_LOG_LEVEL: choiceSetting({
    about: 'Least level of the log lines that are written.',
    values: LOG_LEVELS,
    fallback: 'info',
  }),
  MILLRACE_SHUTDOWN_TIMEOUT_MS: integerSetting({
    about:
      'Time a stop may take before the process leaves anyway; below the 30 s orchestrators usually grant.',
    fallback: 20_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
  }),
};
