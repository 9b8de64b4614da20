import { expect, it } from 'vitest';
import { PARKED_HEADER, parkedFamily, parkedHeaders } from './parked-family.js';

it('a parked record is what the indexer that parked it says, whatever its sender wrote; without a word it is a log', () => {
  expect(parkedFamily({})).toBe('logs');
  expect(parkedFamily(parkedHeaders({ v: '1' }, 'correlations'))).toBe('correlations');
  const forged = parkedHeaders({ [PARKED_HEADER]: 'correlations' }, 'logs');
  expect(parkedFamily(forged)).toBe('logs');
  expect(parkedFamily({ [PARKED_HEADER]: Buffer.from('correlations') })).toBe('correlations');
});
