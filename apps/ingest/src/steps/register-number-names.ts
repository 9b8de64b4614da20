import { candidateNumberNames } from '@millrace/intake';
import type { ParsedLog } from '@millrace/intake';
import { BOUNDS } from '@millrace/schemas';
import type { NumberNameRegistry } from '@millrace/schemas';
import { DependencyError } from '../dependency-error.js';

/** A parsed log with its tenant. */
export interface TenantLog {
  readonly tenant: string;
  readonly log: ParsedLog;
}

/** The names under `numbers` each tenant has, as far as these logs use them. */
export type RegisteredNames = ReadonlyMap<string, ReadonlySet<string>>;

/** New names of one chunk beyond this are not asked for; a tenant cannot have more than half of them anyway. */
const MAX_NAMES_ASKED = 2 * BOUNDS.numberNamesPerTenant;

/**
 * Registers the number names of a chunk of logs, one call per tenant; the registry answers known names from memory.
 * Without the registry's answer nobody could say where a number belongs, and a second delivery might decide
 * otherwise, so its absence is a `DependencyError`, never a guess.
 */
export function createRegisterNumberNames(registry: NumberNameRegistry) {
  return async function registerNumberNames(logs: Iterable<TenantLog>): Promise<RegisteredNames> {
    const registered = new Map<string, ReadonlySet<string>>();
    for (const [tenant, names] of namesByTenant(logs)) {
      registered.set(tenant, await register(registry, tenant, names));
    }
    return registered;
  };
}

function namesByTenant(logs: Iterable<TenantLog>): Map<string, Set<string>> {
  const byTenant = new Map<string, Set<string>>();
  for (const { tenant, log } of logs) {
    const candidates = candidateNumberNames(log);
    if (candidates.length === 0) continue;
    const names = byTenant.get(tenant) ?? new Set<string>();
    byTenant.set(tenant, names);
    for (const name of candidates) if (names.size < MAX_NAMES_ASKED) names.add(name);
  }
  return byTenant;
}

async function register(registry: NumberNameRegistry, tenant: string, names: ReadonlySet<string>) {
  try {
    return await registry.register(tenant, [...names]);
  } catch (cause) {
    throw new DependencyError('mongodb', `registering number names of ${tenant}`, cause);
  }
}
