import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasIntegrationTests, listProjects } from './testing/projects.mjs';
import { runProgram } from './testing/run-program.mjs';
import { describeTally, tallyReports } from './testing/tally.mjs';

/**
 * `npm test`: builds, checks all types, runs the unit tests, starts the real servers (or takes those the environment
 * names), runs the integration tests against them, stops the servers and checks that nothing it started is left running.
 * The last line is `N passed, N failed, N skipped`; the status is 0 only when nothing failed.
 */

const ROOT = join(import.meta.dirname, '..');
/** Marks every process that descends from this run. */
const RUN_VARIABLE = 'MILLRACE_TEST_RUN';
/** Where each project's vitest leaves its counts; ignored by git. */
const REPORT = join('node_modules', '.vitest', 'report.json');
const REPORTERS = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];

const runId = randomUUID();
const stopping = new AbortController();
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(name, () => stopping.abort());
const { signal } = stopping;
// The Nx daemon would outlive the run, and its live screen is for people.
const env = { ...process.env, [RUN_VARIABLE]: runId, NX_DAEMON: 'false', NX_TUI: 'false' };

process.exitCode = await main();

/** Runs everything, prints the counts and returns the status. */
async function main() {
  const startedAt = performance.now();
  if ((await run('tsc', ['--build'])) !== 0) return 1;
  const projects = await listProjects(ROOT);
  say('types of tests and tools');
  if ((await run('tsc', ['--build', ...projects.map((project) => join(project, 'tsconfig.json'))])) !== 0)
    return 1;
  /** @type {string[]} */
  const faults = [];
  const reports = [
    ...(await runUnitTests(projects, faults)),
    ...(await runIntegrationTests(projects, faults)),
  ];
  // Loaded only now: before the build it may not exist yet.
  const { endLeftovers } = await import('./testing/leftovers.mjs');
  faults.push(...(await endLeftovers(RUN_VARIABLE, runId)));
  if (signal.aborted) faults.push('the run was interrupted');

  const counts = tallyReports(reports);
  // What no failed test stands for must not hide behind "0 failed".
  if (faults.length > 0) counts.set('run', { passed: 0, failed: faults.length, skipped: 0 });
  const { lines, total } = describeTally(counts);
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  const faultLines = faults.map((fault) => `FAULT: ${fault}`);
  console.log(['', `Tests by kind, in ${minutes} minutes:`, ...lines.slice(0, -1), ...faultLines].join('\n'));
  console.log(lines.at(-1));
  return total.failed === 0 ? 0 : 1;
}

/**
 * @param {readonly string[]} projects
 * @param {string[]} faults
 */
async function runUnitTests(projects, faults) {
  say('unit tests');
  await removeReports(projects);
  const status = await run('nx', [
    'run-many',
    '-t',
    'test',
    '--skip-nx-cache',
    '--parallel=2',
    '--',
    ...REPORTERS,
  ]);
  const reports = await readReports(projects);
  if (status !== 0 && !hasFailure(reports)) faults.push(`the unit tests ended with status ${status}`);
  return reports;
}

/**
 * Project after project: they share two cores' worth of servers, and a failure is easier to read.
 *
 * @param {readonly string[]} projects
 * @param {string[]} faults
 */
async function runIntegrationTests(projects, faults) {
  const flags = await Promise.all(projects.map((project) => hasIntegrationTests(join(ROOT, project))));
  const chosen = projects.filter((_, index) => flags[index]);
  await removeReports(chosen);
  if (chosen.length === 0 || signal.aborted) return [];
  say('starting the servers');
  const { withServers } = await import('./testing/with-servers.mjs');
  await withServers({ env, signal, say }, async (addresses) => {
    for (const project of chosen) {
      say(`integration tests of ${project}`);
      const integration = { ...addresses, MILLRACE_TESTS: 'integration' };
      const status = await run('vitest', ['run', '--root', project, ...REPORTERS], integration);
      if (signal.aborted) return;
      if (status !== 0 && !hasFailure(await readReports([project]))) {
        faults.push(`the integration tests of ${project} ended with status ${status}`);
      }
    }
  }).catch((error) => faults.push(String(error.message ?? error)));
  return await readReports(chosen);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [more] variables
 */
async function run(command, args, more = {}) {
  return await runProgram(command, args, { cwd: ROOT, env: { ...env, ...more }, signal });
}

/** @param {readonly string[]} projects */
async function removeReports(projects) {
  await Promise.all(projects.map((project) => rm(join(ROOT, project, REPORT), { force: true })));
}

/**
 * @param {readonly string[]} projects
 * @returns {Promise<import('./testing/tally.mjs').VitestReport[]>}
 */
async function readReports(projects) {
  const texts = await Promise.all(
    projects.map((project) => readFile(join(ROOT, project, REPORT), 'utf8').catch(() => '')),
  );
  return texts.filter((text) => text !== '').map((text) => JSON.parse(text));
}

/** @param {readonly import('./testing/tally.mjs').VitestReport[]} reports */
function hasFailure(reports) {
  return describeTally(tallyReports(reports)).total.failed > 0;
}

/** @param {string} line */
function say(line) {
  console.log(`\n== ${line}`);
}
