import { expect, it } from 'vitest';
import { groupLetters } from './group-letters.js';

const letter = (id: string, fingerprint: string, appendedAt: string) => ({
  id,
  fingerprint,
  appendedAt,
  topic: 'logs.raw',
  app: 'ingest',
  step: 'parse-log',
  code: 'invalid-json',
  reason: 'r',
});

it('groups letters by their cause, the newest group first, with its newest letter and its oldest time', () => {
  const groups = groupLetters([letter('c', 'f1', '3'), letter('b', 'f2', '2'), letter('a', 'f1', '1')]);
  expect(groups.map(({ count, newest, since }) => [count, newest.id, since])).toEqual([
    [2, 'c', '1'],
    [1, 'b', '2'],
  ]);
});
