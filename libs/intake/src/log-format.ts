/** Every shape of a log that is recognised, most telling first; `plain` is what is left. */
export const LOG_FORMATS = [
  'json',
  'syslog-5424',
  'syslog-3164',
  'apache-error',
  'access',
  'klog',
  'hdfs',
  'iso-text',
  'logfmt',
  'plain',
] as const;

/** See {@link LOG_FORMATS}. */
export type LogFormat = (typeof LOG_FORMATS)[number];
