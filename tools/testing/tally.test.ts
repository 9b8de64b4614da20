import { describe, expect, it } from 'vitest';
import { describeTally, tallyReports } from './tally.mjs';

function file(name: string, status: string, ...tests: readonly string[]) {
  return { name: `/w/libs/x/${name}`, status, assertionResults: tests.map((test) => ({ status: test })) };
}

describe('tallyReports', () => {
  it('counts by kind of test', () => {
    const counts = tallyReports([
      { testResults: [file('src/a.test.ts', 'passed', 'passed', 'passed', 'pending')] },
      { testResults: [file('test/b.integration.test.ts', 'failed', 'passed', 'failed', 'todo')] },
      { testResults: [file('src/c.contract.test.ts', 'passed', 'passed')] },
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      unit: { passed: 2, failed: 0, skipped: 1 },
      integration: { passed: 1, failed: 1, skipped: 1 },
      contract: { passed: 1, failed: 0, skipped: 0 },
    });
  });

  it('counts a file that could not be loaded as failed', () => {
    const counts = tallyReports([{ testResults: [file('src/a.test.ts', 'failed')] }]);
    expect(counts.get('unit')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('describeTally', () => {
  it('ends with the sum on a line of its own', () => {
    const counts = new Map([
      ['unit', { passed: 10, failed: 0, skipped: 1 }],
      ['integration', { passed: 5, failed: 2, skipped: 0 }],
    ]);
    expect(describeTally(counts).lines).toEqual([
      '  unit         10 passed, 0 failed, 1 skipped',
      '  integration  5 passed, 2 failed, 0 skipped',
      '15 passed, 2 failed, 1 skipped',
    ]);
  });
});
