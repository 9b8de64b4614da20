import { createRedactor, DEFAULT_REDACTION_POLICY } from '@millrace/intake';
import type { RawLog } from '@millrace/intake';
import type { NumberNameRegistry } from '@millrace/schemas';
import type { LogOrigin } from '../src/log-origin.js';

export const NOW_MS = Date.UTC(2026, 10, 21, 12);

/** The origin of a request of tenant `shop` that may backfill. */
export const sampleOrigin: LogOrigin = {
  source: 'http',
  tenant: 'shop',
  tenantSecret: Buffer.alloc(32, 7),
  nowMs: NOW_MS,
  reference: { epochMs: NOW_MS, clock: 'arrival' },
  hasStableReference: false,
  mayBackfill: true,
  defaults: {},
  hints: {},
  holdsTextEntries: false,
  letterSource: { topic: 'http', partition: -1, offset: -1, timestampMs: NOW_MS, key: null },
  headers: {},
  eventIdOf: ({ index }) => ({ id: () => `body.${index}`, freshWhenUnstamped: () => `fresh.${index}` }),
};

export const redactor = createRedactor(DEFAULT_REDACTION_POLICY);

export function rawLog(text: string, index = 0): RawLog {
  return { ok: true, index, bytes: Buffer.from(text) };
}

/** A registry that takes every name, and can be away. */
export function openRegistry(): NumberNameRegistry & { failures: number } {
  const registry = {
    failures: 0,
    register: async (_tenant: string, names: readonly string[]) => {
      if (registry.failures > 0) {
        registry.failures--;
        throw new Error('no server answers');
      }
      return new Set(names);
    },
    list: async () => new Set<string>(),
  };
  return registry;
}
