/**
 * @typedef {import('./find-scenarios.mjs').Scenario} Scenario
 *
 * @typedef {{ kind: 'run', scenarios: Scenario[], options: string[] }
 *   | { kind: 'help' }
 *   | { kind: 'unknown', names: string[] }} Choice
 */

/**
 * Reads a command line `NAME … [OPTION …]`: names first, and from the first option on everything goes to the programs.
 *
 * Without a name, or with `--help` before any, the answer is `help`; a name that does not exist is never skipped.
 *
 * @param {readonly string[]} args
 * @param {readonly Scenario[]} scenarios
 * @returns {Choice}
 */
export function chooseScenarios(args, scenarios) {
  const firstOption = args.findIndex((arg) => arg.startsWith('-'));
  const names = firstOption === -1 ? args : args.slice(0, firstOption);
  const options = firstOption === -1 ? [] : args.slice(firstOption);
  if (names.length === 0) return { kind: 'help' };
  const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) return { kind: 'unknown', names: unknown };
  return {
    kind: 'run',
    scenarios: names.flatMap((name) => scenarios.filter((scenario) => scenario.name === name)),
    options,
  };
}
