import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawLog } from '../../test/sample-origin.js';
import { requestOrigin } from './request-origin.js';
import type { RequestFacts } from './request-origin.js';

let fresh = 0;
const facts: RequestFacts = {
  principal: { keyId: 'k', tenant: 'shop', scopes: ['ingest'] },
  options: { mediaType: 'application/x-ndjson', holdsTextEntries: false, defaults: {}, hints: {} },
  body: Buffer.from('body'),
  tenantSecret: Buffer.alloc(32, 1),
  nowMs: 1_000,
  freshId: () => `fresh-${fresh++}`,
};
const keyed: RequestFacts = { ...facts, options: { ...facts.options, idempotencyKey: 'k1' } };

function idsOf(given: RequestFacts, lines: readonly string[]): string[] {
  const { eventIdOf } = requestOrigin(given);
  return lines.map((line, index) => eventIdOf(rawLog(line, index)).id());
}

describe('requestOrigin', () => {
  it('gives a retry under one Idempotency-Key the ids of the first request, also for a prefix of it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(), (lines, cut) => {
        const ids = idsOf(keyed, lines);
        expect(new Set(ids).size).toBe(lines.length);
        expect(idsOf(keyed, lines.slice(0, cut))).toEqual(ids.slice(0, cut));
      }),
    );
  });

  it('gives lines of another key, tenant or body other ids', () => {
    const other = { ...keyed, options: { ...keyed.options, idempotencyKey: 'k2' } };
    expect(idsOf(other, ['a'])).not.toEqual(idsOf(keyed, ['a']));
    expect(idsOf({ ...keyed, tenantSecret: Buffer.alloc(32, 2) }, ['a'])).not.toEqual(idsOf(keyed, ['a']));
    expect(idsOf({ ...facts, body: Buffer.from('x') }, ['a'])).not.toEqual(idsOf(facts, ['a']));
  });

  it('counts a line once however often its id is asked for', () => {
    const { eventIdOf } = requestOrigin(keyed);
    const rule = eventIdOf(rawLog('same'));
    expect(rule.id()).toBe(rule.id());
    expect(eventIdOf(rawLog('same', 1)).id()).not.toBe(rule.id());
  });

  it('has fresh ids for logs without a time when nothing says that they are a retry', () => {
    const rule = requestOrigin(facts).eventIdOf(rawLog('ping'));
    expect(rule.freshWhenUnstamped?.()).not.toBe(rule.freshWhenUnstamped?.());
    expect(requestOrigin(keyed).eventIdOf(rawLog('ping'))).not.toHaveProperty('freshWhenUnstamped');
  });

  it('takes missing times from the header, else from the first arrival, else from this one', () => {
    const header = { ...facts, options: { ...facts.options, referenceMs: 5 }, firstArrivalMs: 7 };
    expect(requestOrigin(header)).toMatchObject({ reference: { epochMs: 5, clock: 'header' } });
    expect(requestOrigin({ ...keyed, firstArrivalMs: 7 })).toMatchObject({
      reference: { epochMs: 7, clock: 'arrival' },
      hasStableReference: true,
    });
    expect(requestOrigin(facts)).toMatchObject({
      reference: { epochMs: 1_000, clock: 'arrival' },
      hasStableReference: false,
    });
  });

  it('takes the tenant and the right to backfill from the key', () => {
    const principal = { ...facts.principal, scopes: ['ingest', 'backfill'] as const };
    expect(requestOrigin(facts)).toMatchObject({ tenant: 'shop', mayBackfill: false });
    expect(requestOrigin({ ...facts, principal })).toMatchObject({ mayBackfill: true });
  });
});
