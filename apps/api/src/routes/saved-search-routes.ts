import { z } from 'zod';
import { ProblemError } from '@millrace/http';
import { SAVED_SEARCHES_PER_TENANT } from '@millrace/mongo';
import type { SavedSearch, SavedSearchStore } from '@millrace/mongo';
import type { Principal } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { notBlank } from '../not-blank.js';
import { understood } from '../search/understood-query.js';

const MAX_NAME = 100;
const MAX_DESCRIPTION = 1_000;

const content = {
  name: notBlank(MAX_NAME).describe('No two of a tenant share one.'),
  q: z.string().describe('A query, understood when it is kept.'),
  description: z.string().max(MAX_DESCRIPTION).default(''),
};
const newSearch = z.strictObject(content);
const changedSearch = z.strictObject({
  ...content,
  version: z.int().min(1).describe('The version that is changed; another one by now is a conflict.'),
});
const search = z.object({
  ...{ id: z.string(), name: z.string(), q: z.string(), description: z.string() },
  version: z.int().min(1),
  owner: z.string().describe('Id of the key that made it.'),
  changedBy: z.string().describe('Id of the key that changed it last.'),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});

const KEPT: z.output<typeof search> = {
  ...{ id: '6f1f7d5e-3c0b-4b52-9a0e-5d7c1e2f8a94', name: 'slow-checkout' },
  ...{ q: 'service.name:checkout latency_ms>500', description: 'over half a second', version: 1 },
  ...{ owner: 'k3v9q0x7t2ab', changedBy: 'k3v9q0x7t2ab' },
  ...{ createdAt: '2026-11-21T12:00:00.000Z', changedAt: '2026-11-21T12:00:00.000Z' },
};
const SHOWN: readonly RouteExample[] = [
  { name: 'kept', summary: 'A search from the list', params: { id: KEPT.id } },
];
const LISTED: readonly RouteExample[] = [
  { name: 'all', summary: 'All that the tenant keeps', reply: { items: [KEPT] } },
];

/**
 * Searches that a tenant keeps under names. Every key of the tenant that may search sees them and may add to them; the
 * key that made one, and any admin of the tenant, may change and remove it. Another tenant's is not found.
 */
export function savedSearchRoutes({
  savedSearches,
}: Pick<ApiDependencies, 'savedSearches'>): readonly ApiRoute[] {
  return [create, list, show, change, remove].map((route) => route(savedSearches));
}

function create(searches: SavedSearchStore): ApiRoute {
  return apiRoute({
    method: 'POST',
    path: '/v1/searches',
    summary: `Keep a search under a name; a tenant may have ${SAVED_SEARCHES_PER_TENANT}`,
    scopes: ['search'],
    body: newSearch,
    reply: { status: 201, schema: search },
    problems: ['invalid-query', 'conflict'],
    handle: async ({ body, principal: { tenant, keyId } }) => {
      understood(body.q);
      const created = await searches.create(tenant, keyId, body);
      if (created === 'name-taken') throw nameTaken(body.name);
      if (created !== 'too-many') return created;
      throw new ProblemError(
        'conflict',
        `There are ${SAVED_SEARCHES_PER_TENANT} searches, as many as a tenant may keep. Remove one first.`,
      );
    },
  });
}

function list(searches: SavedSearchStore): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/searches',
    summary: 'Searches the tenant keeps, by name',
    scopes: ['search'],
    reply: { status: 200, schema: z.object({ items: z.array(search) }) },
    examples: LISTED,
    handle: async ({ principal }) => ({ items: [...(await searches.list(principal.tenant))] }),
  });
}

function show(searches: SavedSearchStore): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/searches/:id',
    summary: 'A search the tenant keeps',
    scopes: ['search'],
    reply: { status: 200, schema: search },
    problems: ['not-found'],
    examples: SHOWN,
    handle: ({ params, principal }) => found(searches, principal, params['id'] ?? ''),
  });
}

function change(searches: SavedSearchStore): ApiRoute {
  return apiRoute({
    method: 'PUT',
    path: '/v1/searches/:id',
    summary: 'Change a search, by the key that made it or an admin',
    scopes: ['search'],
    body: changedSearch,
    reply: { status: 200, schema: search },
    problems: ['invalid-query', 'not-found', 'conflict'],
    handle: async ({ params, body: { version, ...asked }, principal }) => {
      understood(asked.q);
      const { id } = await changeable(searches, principal, params['id'] ?? '');
      const { tenant, keyId } = principal;
      const changed = await searches.change({ tenant, id, keyId, version, content: asked });
      if (changed === 'name-taken') throw nameTaken(asked.name);
      if (changed !== 'stale') return changed;
      const now = await found(searches, principal, id);
      throw new ProblemError(
        'conflict',
        `Version ${version} was given; it is at ${now.version} now. Read it again.`,
        {
          members: { version: now.version },
        },
      );
    },
  });
}

function remove(searches: SavedSearchStore): ApiRoute {
  return apiRoute({
    method: 'DELETE',
    path: '/v1/searches/:id',
    summary: 'Remove a search, by the key that made it or an admin; the answer is the last of it',
    scopes: ['search'],
    reply: { status: 200, schema: search },
    problems: ['not-found'],
    handle: async ({ params, principal }) => {
      const gone = await changeable(searches, principal, params['id'] ?? '');
      if (await searches.remove(principal.tenant, gone.id)) return gone;
      throw notFound(gone.id);
    },
  });
}

async function found(searches: SavedSearchStore, { tenant }: Principal, id: string): Promise<SavedSearch> {
  const kept = await searches.find(tenant, id);
  if (kept === undefined) throw notFound(id);
  return kept;
}

async function changeable(
  searches: SavedSearchStore,
  principal: Principal,
  id: string,
): Promise<SavedSearch> {
  const kept = await found(searches, principal, id);
  if (kept.owner === principal.keyId || principal.scopes.includes('admin')) return kept;
  throw new ProblemError(
    'missing-scope',
    `Only the key ${kept.owner}, which made it, and admins may change this search.`,
  );
}

function notFound(id: string): ProblemError {
  return new ProblemError('not-found', `There is no search ${id}.`);
}

function nameTaken(name: string): ProblemError {
  return new ProblemError('conflict', `There is a search named ${JSON.stringify(name)} already.`);
}
