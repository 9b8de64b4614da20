import type { CorrelationGroup } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { compareGroups } from '../correlation/compare-groups.js';

const at = (ms: number) => `1970-01-01T00:00:00.${String(ms).padStart(3, '0')}000000Z`;
const truth = new Map(
  ['a', 'b'].map((traceId) => [
    traceId,
    {
      ...{ traceId, firstMs: 1, lastMs: 9, durationMs: 8, services: ['web', 'stock'] },
      ...{ logs: 2, errors: 0, levels: { info: 1, debug: 1 } },
    },
  ]),
);
const member = (documentId: string) => ({
  ...{ topic: 'logs', partition: 0, offset: 0, documentId, '@timestamp': at(1) },
  ...{ 'service.name': 'web', severity: 9 },
});

function groupOf(traceId: string, more: Partial<CorrelationGroup> = {}): CorrelationGroup {
  return {
    ...{ '@timestamp': at(1), id: `id-${traceId}`, tenant: 'shop', 'correlation.id': traceId, rule: 'r' },
    ...{ status: 'timeout', revision: 1, first: at(1), last: at(9), durationMs: 8 },
    ...{ services: ['web', 'stock'], logs: 2, errors: 0, levels: { debug: 1, info: 1 } },
    ...{ members: [member('1'), member('2')], precision: 'exact' },
    evidence: { duplicates: 0, late: 0, closedAt: at(9), epoch: 1 },
    ...more,
  };
}

const fieldsOf = (groups: readonly CorrelationGroup[]) =>
  [...compareGroups(truth, groups).differing].filter(([, ids]) => ids.length > 0).map(([field]) => field);

describe('groups beside the truth', () => {
  it('finds nothing wrong with one group a trace that says the same', () => {
    const taken = groupOf('a', { id: 'taken', status: 'merged' });
    const found = compareGroups(truth, [groupOf('a'), groupOf('b'), taken]);
    expect(found).toMatchObject({ groups: 2, merged: 1, missing: [], several: [], strangers: [] });
    expect(fieldsOf([groupOf('a'), groupOf('b')])).toEqual([]);
  });

  it('names traces without a group and with two, and groups of no trace', () => {
    const found = compareGroups(truth, [groupOf('a'), groupOf('a', { id: 'second' }), groupOf('c')]);
    expect(found).toMatchObject({ groups: 3, missing: ['b'], several: ['a'], strangers: ['c'] });
  });

  it.each<[string, Partial<CorrelationGroup>]>([
    ['first', { first: at(2) }],
    ['last', { last: at(8) }],
    ['durationMs', { durationMs: 7 }],
    ['services', { services: ['stock', 'web'] }],
    ['logs', { logs: 3 }],
    ['errors', { errors: 1 }],
    ['levels', { levels: { debug: 2 } }],
    ['members', { members: [member('1'), member('1')] }],
    ['status', { status: 'complete' }],
    ['precision', { precision: 'approximate' }],
  ])('sees another %s', (field, more) => {
    expect(fieldsOf([groupOf('a', more), groupOf('b')])).toEqual([field]);
  });
});
