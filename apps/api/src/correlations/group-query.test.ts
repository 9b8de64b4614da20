import { expect, test } from 'vitest';
import { groupDsl } from './group-query.js';

test('the tenant stands outside of whatever is asked, and merged groups are left out unless asked for', () => {
  expect(groupDsl({ tenant: 'acme', text: '', minErrors: 0 })).toEqual({
    bool: { filter: [{ term: { tenant: 'acme' } }], must_not: [{ term: { status: 'merged' } }] },
  });
  const all = groupDsl({
    ...{ tenant: 'acme', text: ' tenant:other  x ', status: 'merged', service: 'pay', minErrors: 2 },
    ...{ correlationId: 'req-1' },
    ...{ from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  });
  expect(all).toMatchObject({
    bool: {
      filter: [
        { term: { tenant: 'acme' } },
        { range: { '@timestamp': { gte: '2026-11-21T00:00:00Z', lt: '2026-11-22T00:00:00Z' } } },
        { term: { status: 'merged' } },
        { term: { 'correlation.id': 'req-1' } },
        { term: { services: 'pay' } },
        { range: { errors: { gte: 2 } } },
        { bool: { should: [{ prefix: { 'correlation.id': { value: 'tenant:other' } } }, {}, {}] } },
        { bool: { should: [{ prefix: { 'correlation.id': { value: 'x' } } }, {}, {}] } },
      ],
    },
  });
  expect(all).not.toHaveProperty('bool.must_not');
});
