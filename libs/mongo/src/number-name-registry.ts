import type { Collection } from 'mongodb';
import { BOUNDS } from '@millrace/schemas';
import type { NumberNameRegistry } from '@millrace/schemas';
import type { MongoConnection } from './connect-mongo.js';
import { retryUpsert } from './is-duplicate-key.js';

interface NumberNamesDocument {
  readonly _id: string;
  readonly names: string[];
}

/**
 * Number names in MongoDB, one document a tenant: names are added and cut at the cap in one atomic update, in the order
 * they came, so that no interleaving registers one too many. A name once registered stays; known ones are answered
 * from memory, and so are all once the tenant is full.
 */
export function createNumberNameRegistry({ db }: MongoConnection): NumberNameRegistry {
  const registry = db.collection<NumberNamesDocument>('number_names');
  const known = new Map<string, ReadonlySet<string>>();

  async function registered(tenant: string, names: readonly string[]): Promise<ReadonlySet<string>> {
    const kept = known.get(tenant);
    const full = kept !== undefined && kept.size >= BOUNDS.numberNamesPerTenant;
    if (full || names.every((name) => kept?.has(name))) return kept ?? new Set();
    const all = new Set(await addNames(registry, tenant, names));
    known.set(tenant, all);
    return all;
  }

  return {
    register: async (tenant, names) => {
      const all = await registered(tenant, names);
      return new Set(names.filter((name) => all.has(name)));
    },
    list: async (tenant) => {
      const document = await registry.findOne({ _id: tenant });
      return new Set(document?.names);
    },
  };
}

async function addNames(
  registry: Collection<NumberNamesDocument>,
  tenant: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const current = { $ifNull: ['$names', []] };
  const fresh = {
    $filter: {
      input: { $literal: [...new Set(names)] },
      as: 'name',
      cond: { $not: { $in: ['$$name', current] } },
    },
  };
  const merged = { $slice: [{ $concatArrays: [current, fresh] }, BOUNDS.numberNamesPerTenant] };
  const document = await retryUpsert(() =>
    registry.findOneAndUpdate({ _id: tenant }, [{ $set: { names: merged } }], {
      upsert: true,
      returnDocument: 'after',
    }),
  );
  return document?.names ?? [];
}
