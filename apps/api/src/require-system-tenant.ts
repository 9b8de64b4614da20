import { ProblemError } from '@millrace/http';
import type { Principal } from '@millrace/schemas';

/** Refuses whoever is not of the system tenant: what follows is about the pipeline, which all tenants share. */
export function requireSystemTenant(principal: Principal, systemTenant: string): void {
  if (principal.tenant === systemTenant) return;
  throw new ProblemError(
    'missing-scope',
    `Only admins of the tenant ${systemTenant} may see the whole pipeline.`,
  );
}
