import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readNumberOptions } from './read-number-options.js';
import type { NumberOptions } from './read-number-options.js';
import { scenarioHelp } from './scenario-help.js';
import type { ServerVariable } from './scenario-help.js';

/** A program that `npm run bench` or `npm run chaos` runs by its name. */
export interface ScenarioProgram<O extends NumberOptions> {
  /** Its `import.meta.filename`: the name comes from there, and the help from its header comment. */
  readonly file: string;
  readonly options: O;
  /** Servers it cannot do without; `npm run` names or starts them. */
  readonly servers: readonly ServerVariable[];
}

/**
 * The options this process was given. Ends the process instead of returning: status 0 after printing help, 2 after
 * one line on what is wrong with an argument or which server is missing.
 */
export function scenarioOptions<O extends NumberOptions>(
  program: ScenarioProgram<O>,
): Readonly<Record<keyof O, number>> {
  const { file, options, servers } = program;
  const [name = '', kind = ''] = basename(file).split('.');
  const read = readNumberOptions(process.argv.slice(2), options);
  if (read.kind === 'help') {
    const source = readFileSync(file, 'utf8');
    process.stdout.write(scenarioHelp(source, { name, command: kind, options, servers }));
    process.exit(0);
  }
  const missing = servers.find((variable) => !process.env[variable]);
  if (read.kind === 'values' && missing === undefined) return read.values;
  const reason =
    read.kind === 'bad' ? read.reason : `${missing} is not set; npm run ${kind} starts what is not named`;
  process.stderr.write(`${name}: ${reason}\n`);
  process.exit(2);
}
