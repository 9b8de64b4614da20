import { join } from 'node:path';
import { runProgram } from '../testing/run-program.mjs';
import { chooseScenarios } from './choose-scenarios.mjs';
import { findScenarios } from './find-scenarios.mjs';

/**
 * @typedef {import('./find-scenarios.mjs').Scenario} Scenario
 *
 * @typedef {object} ScenarioCommand
 * @property {string} root the workspace's root
 * @property {string} command npm script that runs it
 * @property {string} noun what one of its programs is called
 * @property {string} ending of the programs' files
 * @property {readonly string[]} directories globs of where the programs lie
 * @property {boolean} [checksOptions] every program answers `--help` with status 0, or 2 when another argument is wrong
 */

/**
 * Runs the programs named on the command line one after the other, or lists them.
 *
 * Servers that a program needs are those of the environment; what it does not name is started here with empty data,
 * and stopped and removed at the end. SIGINT and SIGTERM end the running program, then the servers.
 *
 * @param {ScenarioCommand} definition
 * @returns {Promise<number>} exit status: 0 all succeeded (or were listed), 1 one failed, 2 wrong use
 */
export async function runScenarioCommand(definition) {
  const { root, command, noun } = definition;
  const scenarios = findScenarios(root, definition);
  const choice = chooseScenarios(process.argv.slice(2), scenarios);
  if (choice.kind === 'run') return await runChosen(definition, choice);
  const list = describe(definition, scenarios);
  if (choice.kind === 'help') {
    console.log(list);
    return 0;
  }
  console.error(`${command}: there is no ${noun} named ${choice.names.join(', ')}\n\n${list}`);
  return 2;
}

/**
 * @param {ScenarioCommand} definition
 * @param {readonly Scenario[]} scenarios
 */
function describe({ command, noun, checksOptions }, scenarios) {
  const width = Math.max(0, ...scenarios.map(({ name }) => name.length));
  const rows = scenarios.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`.trimEnd());
  return [
    `Usage: npm run ${command} -- NAME … [OPTION …]`,
    '',
    `Each ${noun} gets the options that follow the names. Servers come from KAFKA_BROKERS, ELASTICSEARCH_URL and`,
    'MONGODB_URL; those that are not set are started for the run, with empty data, and removed after it.',
    ...(checksOptions ? [`NAME --help says more about a ${noun}.`] : []),
    '',
    ...(rows.length > 0 ? rows : [`There is no ${noun} yet.`]),
  ].join('\n');
}

/**
 * @param {ScenarioCommand} definition
 * @param {{ scenarios: readonly Scenario[], options: readonly string[] }} choice
 */
async function runChosen({ root, command, checksOptions }, { scenarios, options }) {
  const stopping = new AbortController();
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(name, () => stopping.abort());
  const { signal } = stopping;
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') };
  const place = { cwd: root, env, signal };
  if (checksOptions) {
    const wantsHelp = options.includes('--help') || options.includes('-h');
    // Before the build and the servers, which take a while: a wrong option must not cost that.
    const wrong = await firstFailure(scenarios, [...options, '--help'], { ...place, quiet: !wantsHelp });
    if (wrong !== 0 || wantsHelp) return wrong;
  }
  if ((await runProgram('tsc', ['--build'], place)) !== 0) return 1;
  /** @param {NodeJS.ProcessEnv} servers */
  const runEach = async (servers) => {
    let status = 0;
    for (const scenario of scenarios) {
      const ended = await runScenario(scenario, options, { ...place, env: { ...env, ...servers } });
      if (ended !== 0) status = 1;
    }
    return status;
  };
  if (!scenarios.some(({ needsServers }) => needsServers)) return await runEach({});
  return await onServers(command, { env, signal }, runEach);
}

/**
 * What keeps a server from starting is said in words: our own stack would only hide it.
 *
 * @param {string} command
 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal }} place
 * @param {(servers: NodeJS.ProcessEnv) => Promise<number>} work
 */
async function onServers(command, { env, signal }, work) {
  // Loaded only now: before the build it may not exist yet.
  const { withServers } = await import('../testing/with-servers.mjs');
  try {
    return await withServers({ env, signal, say: (line) => console.error(line) }, work);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`${command}: ${signal.aborted ? 'interrupted' : reason}`);
    return 1;
  }
}

/** @typedef {Parameters<typeof runProgram>[2]} Place */

/**
 * Runs until one fails.
 *
 * @param {readonly Scenario[]} scenarios
 * @param {readonly string[]} args
 * @param {Place} place
 */
async function firstFailure(scenarios, args, place) {
  for (const scenario of scenarios) {
    const status = await runScenario(scenario, args, place);
    if (status !== 0) return status;
  }
  return 0;
}

/**
 * @param {Scenario} scenario
 * @param {readonly string[]} args
 * @param {Place} place
 */
function runScenario({ file }, args, place) {
  const node = ['--import', 'tsx', '--conditions', '@millrace/source', file, ...args];
  return runProgram(process.execPath, node, place);
}
