import { expect, it } from 'vitest';
import { describeFailures } from './describe-failures.mjs';

function failure(name: string, message = 'no', frames: readonly string[] = []) {
  return { project: 'apps/x', file: 'test/a.test.ts', name, errors: [{ message, frames }] };
}

it('says nothing when nothing failed', () => {
  expect(describeFailures([], '/w')).toEqual([]);
});

it('shows where a failure is, its name, its words without colours and the first frame of our own', () => {
  const frames = ['/w/node_modules/v/a.js:1:1', '/elsewhere/b.js:1:1', '/w/apps/x/test/a.test.ts:7:3'];
  expect(describeFailures([failure('begins', '\u001b[31mred\u001b[39m\n\nsecond', frames)], '/w')).toEqual([
    'Failures: 1',
    '1) apps/x test/a.test.ts',
    '   begins',
    '     red',
    '     second',
    '     at apps/x/test/a.test.ts:7:3',
  ]);
});

it('cuts one failure at 30 lines, keeping where it is', () => {
  const long = Array.from({ length: 100 }, (_, line) => `line ${line} ${'x'.repeat(1_000)}`).join('\n');
  const lines = describeFailures([failure('long', long, ['/w/a.ts:1:1'])], '/w');
  expect(lines).toHaveLength(31);
  expect(lines.slice(-2)).toEqual(['     …', '     at a.ts:1:1']);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(305);
});

it('shows ten of many and counts the others, in about a hundred lines', () => {
  const long = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
  const lines = describeFailures(
    Array.from({ length: 23 }, (_, index) => failure(`test ${index}`, long)),
    '/w',
  );
  expect(lines.at(-1)).toBe('and 13 more');
  expect(lines.filter((line) => line.startsWith('   test '))).toHaveLength(10);
  expect(lines.length).toBeLessThanOrEqual(102);
});
