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

const CORRELATIONS_PREFIX = 'millrace-correlations-';

/** Pattern of all correlation indices, or of one tenant's. */
export function correlationsIndexPattern(tenant?: string): string {
  return tenant === undefined ? `${CORRELATIONS_PREFIX}*` : `${CORRELATIONS_PREFIX}${tenant}-*`;
}

/** The index of one tenant's correlation groups that began on a day (`yyyy.MM.dd`); no revision moves to another. */
export function correlationsIndexOf(tenant: string, day: string): string {
  return `${CORRELATIONS_PREFIX}${tenant}-${day}`;
}
