/** Tenant ids have no dash, so that no index pattern of one tenant matches another's. */
export const TENANT_PATTERN = /^[a-z0-9_]{1,40}$/;

/** The tenant the local start creates and plain `logs.raw` belongs to. */
export const DEFAULT_TENANT = 'default';

const LOGS_PREFIX = 'millrace-logs-';

/** Alias over all log indices. */
export const LOGS_ALIAS = 'millrace-logs';

/** Pattern of all log indices, or of one tenant's. */
export function logsIndexPattern(tenant?: string): string {
  return tenant === undefined ? `${LOGS_PREFIX}*` : `${LOGS_PREFIX}${tenant}-*`;
}

/** The index of one tenant's event day (`yyyy.MM.dd`): a function of the event, so a replay meets its own copy. */
export function logsIndexOf(tenant: string, day: string): string {
  return `${LOGS_PREFIX}${tenant}-${day}`;
}

const INDEX_PATTERN = /^millrace-logs-([a-z0-9_]{1,40})-(\d{4}\.\d{2}\.\d{2})$/;

/** Tenant and day of a log index's name; undefined for any other name. */
export function parseLogsIndex(index: string): { readonly tenant: string; readonly day: string } | undefined {
  const match = INDEX_PATTERN.exec(index);
  return match?.[1] && match[2] ? { tenant: match[1], day: match[2] } : undefined;
}
