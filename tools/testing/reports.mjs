import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where each project's vitest leaves its counts, relative to the project; ignored by git. */
export const REPORT = join('node_modules', '.vitest', 'report.json');
/** Where the reporter of failures leaves them, likewise. */
export const FAILURES = join('node_modules', '.vitest', 'failures.json');

/**
 * What the runs of some projects left behind; `missing` are those that ended before they could report.
 *
 * @typedef {{
 *   reports: import('./tally.mjs').VitestReport[],
 *   failures: import('./describe-failures.mjs').Failure[],
 *   missing: string[],
 * }} Reports
 */

/**
 * Removes what earlier runs left, so that it is never taken for this one's.
 *
 * @param {string} root the workspace's root
 * @param {readonly string[]} projects
 */
export async function removeReports(root, projects) {
  const files = projects.flatMap((project) => [REPORT, FAILURES].map((file) => join(root, project, file)));
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

/**
 * @param {string} root the workspace's root
 * @param {readonly string[]} projects
 * @returns {Promise<Reports>}
 */
export async function readReports(root, projects) {
  /** @type {Reports} */
  const read = { reports: [], failures: [], missing: [] };
  for (const project of projects) {
    const report = await readJson(join(root, project, REPORT));
    if (report) read.reports.push(report);
    else read.missing.push(project);
    const failures = (await readJson(join(root, project, FAILURES))) ?? [];
    for (const failure of failures) read.failures.push({ ...failure, project });
  }
  return read;
}

/** @param {string} file */
async function readJson(file) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' ? undefined : JSON.parse(text);
}
