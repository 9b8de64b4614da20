import type { IntakeContext } from '../src/canonical/intake-context.js';
import { DEFAULT_REDACTION_POLICY } from '../src/redaction/redaction-policy.js';
import { createRedactor } from '../src/redaction/redactor.js';

/** 2026-11-21T12:00:00Z. */
export const NOW_MS = 1_795_262_400_000;

/** A context in which everything is accepted, changed by what a test is about. */
export function intakeContext(change: Partial<IntakeContext> = {}): IntakeContext {
  return {
    tenant: 'default',
    tenantSecret: Buffer.alloc(32, 7),
    nowMs: NOW_MS,
    reference: { epochMs: NOW_MS, clock: 'arrival' },
    isRegisteredNumber: () => true,
    redactor: createRedactor(DEFAULT_REDACTION_POLICY),
    eventId: { id: () => 'logs.raw/0/0/0' },
    ...change,
  };
}
