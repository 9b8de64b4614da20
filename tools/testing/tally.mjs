import { basename } from 'node:path';

/**
 * What vitest's JSON reporter says of one run; only the part that is counted.
 *
 * @typedef {{ testResults: { name: string, status: string, assertionResults: { status: string }[] }[] }} VitestReport
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 */

/** Kinds of test by the ending of the file's name; the first that matches counts. */
const KINDS = /** @type {const} */ ([
  ['integration', /\.integration\.test\.[cm]?[jt]s$/],
  ['contract', /\.contract\.test\.[cm]?[jt]s$/],
  ['property', /\.property\.test\.[cm]?[jt]s$/],
  ['unit', /\.test\.[cm]?[jt]s$/],
]);

/**
 * Counts tests by kind. A file that could not even be loaded counts as one failed test, so that it is never silent.
 *
 * @param {readonly VitestReport[]} reports
 * @returns {Map<string, Count>} a count for each kind that occurs
 */
export function tallyReports(reports) {
  /** @type {Map<string, Count>} */
  const counts = new Map();
  for (const file of reports.flatMap((report) => report.testResults)) {
    const kind = KINDS.find(([, ending]) => ending.test(basename(file.name)))?.[0] ?? 'other';
    const count = counts.get(kind) ?? { passed: 0, failed: 0, skipped: 0 };
    counts.set(kind, count);
    for (const { status } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') count[status] += 1;
      else count.skipped += 1;
    }
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      count.failed += 1;
  }
  return counts;
}

/**
 * A line for each kind and a last one for all of them: `N passed, N failed, N skipped`.
 *
 * @param {ReadonlyMap<string, Count>} counts
 */
export function describeTally(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [...counts].map(([kind, count]) => {
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
    return `  ${kind.padEnd(12)} ${describeCount(count)}`;
  });
  return { lines: [...lines, describeCount(total)], total };
}

/** @param {Count} count */
function describeCount({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
