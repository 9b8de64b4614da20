import { randomBytes } from 'node:crypto';
import type { DeadLetterCode } from '@millrace/schemas';
import type { ApiHarness } from '../api-harness.js';
import { addressOf } from '../api-harness.js';
import { sendRaw } from '../fuzz/raw-request.js';
import type { RawAnswer, RawRequest } from '../fuzz/raw-request.js';
import { fillTenant } from '../fuzz/sample-tenant.js';

/** Two tenants with things of every kind, one of which asks for what is the other's. */
export interface TwoTenants {
  readonly api: ApiHarness;
  /** Who asks, with every scope. */
  readonly asking: Tenant;
  /** Whose things are asked for. */
  readonly other: Tenant;
  send(request: RawRequest): Promise<RawAnswer>;
}

/** A tenant, and what of it can be named. */
export interface Tenant {
  readonly name: string;
  readonly key: string;
  /** Stands in every log, group, dead letter, key and saved search of it. */
  readonly word: string;
  readonly eventIds: readonly string[];
  readonly logIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly letterIds: readonly string[];
  readonly keyIds: readonly string[];
  readonly searchIds: readonly string[];
  /** Name of a search that it keeps. */
  readonly searchName: string;
}

/** Fills both. */
export async function twoTenants(api: ApiHarness): Promise<TwoTenants> {
  const send = (request: RawRequest) => sendRaw(api.port, request);
  return {
    api,
    send,
    asking: await tenant(api, api.tenants.acme, 'invalid-json'),
    other: await tenant(api, api.tenants.other, 'too-deep'),
  };
}

async function tenant(api: ApiHarness, name: string, code: DeadLetterCode): Promise<Tenant> {
  const word = `word${randomBytes(6).toString('hex')}`;
  const key = await api.keyOf(name);
  const documents = await fillTenant(api, name, { word, code });
  const spare = await api.call('POST', '/v1/keys', {
    key,
    body: { name: `key ${word}`, scopes: ['search'] },
  });
  const searchName = `search ${word}`;
  const search = { name: searchName, q: word, description: `for ${word}` };
  const kept = await api.call('POST', '/v1/searches', { key, body: search });
  const ids = async (path: string) => {
    const { json } = await api.call('GET', path, { key });
    return (json.items as { id: string }[]).map(({ id }) => id);
  };
  return {
    name,
    key,
    word,
    eventIds: documents.map((document) => document['event.id']),
    logIds: documents.map((document) => addressOf(document).id),
    groupIds: await ids('/v1/correlations'),
    letterIds: await ids('/v1/dead-letters'),
    keyIds: [spare.json.description.keyId],
    searchIds: [kept.json.id],
    searchName,
  };
}
