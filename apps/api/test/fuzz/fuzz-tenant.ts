import type { CanonicalDocument } from '@millrace/schemas';
import type { ApiHarness } from '../api-harness.js';
import { fillTenant } from './sample-tenant.js';

/** A tenant to fuzz with, that has some of everything. */
export interface FuzzTenant {
  /** Lets in everywhere. */
  readonly key: string;
  readonly documents: readonly CanonicalDocument[];
}

const SPARE = 5;

/** Fills the system tenant, which may do everything; keys and saved searches among it are for being removed. */
export async function fuzzTenant(api: ApiHarness): Promise<FuzzTenant> {
  const documents = await fillTenant(api, api.tenants.system, { word: 'sample', code: 'invalid-json' });
  const key = await api.keyOf(api.tenants.system);
  for (let n = 0; n < SPARE; n++) {
    await api.keyOf(api.tenants.acme, ['search']);
    await api.call('POST', '/v1/searches', { key, body: { name: `kept ${String(n)}`, q: 'paid' } });
  }
  return { key, documents };
}
