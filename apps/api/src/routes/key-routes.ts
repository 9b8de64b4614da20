import { z } from 'zod';
import { ProblemError } from '@millrace/http';
import type { IssuedKey } from '@millrace/mongo';
import { SCOPES, TENANT_PATTERN } from '@millrace/schemas';
import type { ApiKeyDescription, Principal, Scope } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { notBlank } from '../not-blank.js';

type KeyDependencies = Pick<ApiDependencies, 'keys' | 'tenants' | 'systemTenant'>;

const DAY_SECONDS = 86_400;
/** Longest overlap of a rotation: a month suffices for the slowest roll-out, and an end must be in sight. */
const MAX_OVERLAP_SECONDS = 30 * DAY_SECONDS;

const description = z.object({
  keyId: z.string(),
  tenant: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
});
const issued = z.object({ key: z.string().describe('Shown this once; only its hash is kept.'), description });

const newKey = z.strictObject({
  name: notBlank(100),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  tenant: z.string().regex(TENANT_PATTERN, '1 to 40 of a-z, 0-9 and _').optional(),
});
const rotation = z.strictObject({
  overlapSeconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(DAY_SECONDS),
});

/**
 * Managing keys, for admins. Nobody gets further than their own key reaches: scopes granted or rotated are among the
 * caller's, keys are of the caller's tenant unless that is the system tenant. Another tenant's key is not found.
 */
export function keyRoutes(dependencies: KeyDependencies): readonly ApiRoute[] {
  return [create(dependencies), list(dependencies), revoke(dependencies), rotate(dependencies)];
}

function create({ keys, tenants, systemTenant }: KeyDependencies): ApiRoute {
  return apiRoute({
    method: 'POST',
    path: '/v1/keys',
    summary: 'Create a key; the answer is the only place where it stands',
    scopes: ['admin'],
    body: newKey,
    reply: { status: 201, schema: issued },
    handle: async ({ body, principal }) => {
      const tenant = body.tenant ?? principal.tenant;
      if (tenant !== principal.tenant && principal.tenant !== systemTenant) {
        throw new ProblemError(
          'missing-scope',
          `Only admins of the tenant ${systemTenant} may create keys of others.`,
        );
      }
      const scopes = [...new Set(body.scopes)];
      requireScopes(principal, scopes);
      // A tenant begins to exist with its secret.
      await tenants.secretOf(tenant);
      return shownOnce(await keys.create({ tenant, name: body.name, scopes }));
    },
  });
}

function list({ keys, systemTenant }: KeyDependencies): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/keys',
    summary: 'Keys of the tenant, of all tenants for the system tenant; newest first',
    scopes: ['admin'],
    reply: { status: 200, schema: z.object({ items: z.array(description) }) },
    handle: async ({ principal }) => ({
      items: (await keys.list(reach(principal, systemTenant))).map(shown),
    }),
  });
}

function revoke({ keys, systemTenant }: KeyDependencies): ApiRoute {
  return apiRoute({
    method: 'DELETE',
    path: '/v1/keys/:id',
    summary: 'Revoke a key: refused at once here, within five seconds everywhere',
    scopes: ['admin'],
    reply: { status: 200, schema: description },
    problems: ['not-found'],
    handle: async ({ params, principal }) => {
      const id = params['id'] ?? '';
      return shown((await keys.revoke(id, reach(principal, systemTenant))) ?? notFound(id));
    },
  });
}

function rotate({ keys, systemTenant }: KeyDependencies): ApiRoute {
  return apiRoute({
    method: 'POST',
    path: '/v1/keys/:id/rotate',
    summary: 'Replace a key by one with the same name and scopes; the old one works on during the overlap',
    scopes: ['admin'],
    body: rotation,
    reply: { status: 201, schema: issued },
    problems: ['not-found'],
    handle: async ({ params, body, principal }) => {
      const id = params['id'] ?? '';
      const tenant = reach(principal, systemTenant);
      const old = (await keys.find(id, tenant)) ?? notFound(id);
      // The caller sees the new key, so it must not be able to do more than the caller's.
      requireScopes(principal, old.scopes);
      return shownOnce((await keys.rotate(id, tenant, body.overlapSeconds * 1_000)) ?? notFound(id));
    },
  });
}

/** The tenant whose keys a principal may see and change; undefined means all. */
function reach(principal: Principal, systemTenant: string): string | undefined {
  return principal.tenant === systemTenant ? undefined : principal.tenant;
}

function requireScopes(principal: Principal, wanted: readonly Scope[]): void {
  const beyond = wanted.filter((scope) => !principal.scopes.includes(scope));
  if (beyond.length === 0) return;
  throw new ProblemError(
    'missing-scope',
    `Your key does not have ${beyond.join(', ')}, so it cannot give it.`,
  );
}

function notFound(id: string): never {
  throw new ProblemError('not-found', `There is no valid key ${id} you may change.`);
}

function shown(key: ApiKeyDescription) {
  return { ...key, scopes: [...key.scopes] };
}

function shownOnce({ key, description: described }: IssuedKey) {
  return { key, description: shown(described) };
}
