import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describeFailures } from './testing/describe-failures.mjs';
import { hasIntegrationTests, listProjects } from './testing/projects.mjs';
import { readReports, removeReports, REPORT } from './testing/reports.mjs';
import { runProgram, runProgramHeard } from './testing/run-program.mjs';
import { describeTally, tallyReports } from './testing/tally.mjs';

/**
 * `npm test`: builds, checks all types, runs the unit tests, starts the real servers (or takes those the environment
 * names), runs the integration tests against them, stops the servers and checks that nothing it started is left running.
 * It ends with what failed, in few enough lines for the end of a log. The last line is `N passed, N failed, N skipped`;
 * the status is 0 only when nothing failed.
 */

const ROOT = join(import.meta.dirname, '..');
/** Marks every process that descends from this run. */
const RUN_VARIABLE = 'MILLRACE_TEST_RUN';
/** A line for each file that passed; all there is to know of what failed. */
const REPORTERS = [
  '--reporter=minimal',
  `--reporter=${join(import.meta.dirname, 'testing', 'failure-reporter.config.mjs')}`,
  '--reporter=json',
  `--outputFile.json=${REPORT}`,
];

/** Projects whose integration tests need Kafka and MongoDB alone, under names of their own. */
const WITHOUT_ELASTICSEARCH = new Set([
  'apps/correlation-engine',
  'apps/ingest',
  'apps/websocket-fanout',
  'libs/control',
  'libs/kafka',
  'libs/mongo',
]);

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
  const unit = await runUnitTests(projects, faults);
  const integration = await runIntegrationTests(projects, faults);
  // Loaded only now: before the build it may not exist yet.
  const { endLeftovers } = await import('./testing/leftovers.mjs');
  faults.push(...(await endLeftovers(RUN_VARIABLE, runId)));
  if (signal.aborted) faults.push('the run was interrupted');

  const counts = tallyReports([...unit.reports, ...integration.reports]);
  // What no failed test stands for must not hide behind "0 failed".
  if (faults.length > 0) counts.set('run', { passed: 0, failed: faults.length, skipped: 0 });
  const { lines, total } = describeTally(counts);
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  console.log(`\nTests by kind, in ${minutes} minutes:\n${lines.slice(0, -1).join('\n')}`);
  for (const line of describeFailures([...unit.failures, ...integration.failures], ROOT)) console.log(line);
  for (const fault of faults) console.log(`FAULT: ${fault}`);
  console.log(lines.at(-1));
  return total.failed === 0 ? 0 : 1;
}

/**
 * @param {readonly string[]} projects
 * @param {string[]} faults
 */
async function runUnitTests(projects, faults) {
  say('unit tests');
  await removeReports(ROOT, projects);
  const targets = ['run-many', '-t', 'test', '--skip-nx-cache', '--parallel=2', '--', ...REPORTERS];
  const status = await run('nx', targets);
  const read = await readReports(ROOT, projects);
  if (status === 0) return read;
  if (read.missing.length > 0) faults.push(`the unit tests of ${read.missing.join(', ')} left no report`);
  else if (!hasFailure(read.reports)) faults.push(`the unit tests ended with status ${status}`);
  return read;
}

/**
 * Two projects at a time, since their tests wait more than they work: one of those that use Elasticsearch, which they ask
 * what it has open and set limits to, and beside it one of those that do not.
 *
 * @param {readonly string[]} projects
 * @param {string[]} faults
 */
async function runIntegrationTests(projects, faults) {
  const flags = await Promise.all(projects.map((project) => hasIntegrationTests(join(ROOT, project))));
  const chosen = projects.filter((_, index) => flags[index]);
  await removeReports(ROOT, chosen);
  if (chosen.length === 0 || signal.aborted) return await readReports(ROOT, []);
  say('starting the servers');
  const { withServers } = await import('./testing/with-servers.mjs');
  const { searching = [], beside = [], alone = [] } = Object.groupBy(chosen, laneOf);
  await withServers({ env, signal, say }, async (addresses) => {
    const variables = { ...env, ...addresses, MILLRACE_TESTS: 'integration' };
    /** @param {readonly string[]} lane */
    const oneByOne = async (lane) => {
      for (const project of lane) {
        if (signal.aborted) return;
        say(`integration tests of ${project}`);
        const args = ['run', '--root', project, ...REPORTERS];
        const { status, tail } = await runProgramHeard('vitest', args, { cwd: ROOT, env: variables, signal });
        const { reports, missing } = await readReports(ROOT, [project]);
        if (signal.aborted || status === 0 || hasFailure(reports)) continue;
        const words = missing.length > 0 ? ` and left no report:\n${tail}` : '';
        faults.push(`the integration tests of ${project} ended with status ${status}${words}`);
      }
    };
    await Promise.all([oneByOne(searching), oneByOne(beside)]);
    await oneByOne(alone);
  }).catch((error) => faults.push(String(error.message ?? error)));
  return await readReports(ROOT, chosen);
}

/**
 * Those that start Millrace under its usual names are among the first, so that no two of them run at a time. The tests of
 * the local servers look at which processes are left.
 *
 * @param {string} project
 * @returns {'searching' | 'beside' | 'alone'}
 */
function laneOf(project) {
  if (project === 'infra/local-servers') return 'alone';
  return WITHOUT_ELASTICSEARCH.has(project) ? 'beside' : 'searching';
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function run(command, args) {
  return await runProgram(command, args, { cwd: ROOT, env, signal });
}

/** @param {readonly import('./testing/tally.mjs').VitestReport[]} reports */
function hasFailure(reports) {
  return describeTally(tallyReports(reports)).total.failed > 0;
}

/** @param {string} line */
function say(line) {
  console.log(`\n== ${line}`);
}
