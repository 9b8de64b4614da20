import { expect, it } from 'vitest';
import { tailNote } from './tail-note.js';

it('tells what is missing, and with its number where that is known', () => {
  expect(tailNote({ kind: 'gap', records: 10, reason: 'too-slow' })).toBe(
    '10 records, of which some may have matched, are missing here (too-slow)',
  );
  expect(tailNote({ kind: 'dropped', rows: 7 })).toBe(
    '7 rows were left out: this reader was too slow for them',
  );
  expect(tailNote({ kind: 'miscounted', delivered: 3, received: 2 })).toBe(
    'the node counts 3 rows as sent, 2 arrived',
  );
  const lost = { kind: 'lost', code: 'topic-recreated', message: 'made anew' } as const;
  expect(tailNote({ ...lost, missed: 0 })).toBe('there may be a gap here: made anew');
  expect(tailNote({ ...lost, missed: 5 })).toMatch(/^5 records, .* are missing here: made anew$/);
  expect(tailNote({ kind: 'passed', cursor: 'c' })).toBeUndefined();
});
