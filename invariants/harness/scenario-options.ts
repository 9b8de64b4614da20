import { parseArgs } from 'node:util';

/** An option of a scenario, a whole number. */
export interface ScenarioOption {
  readonly about: string;
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

/** What a scenario says of itself. */
export interface ScenarioUsage<Name extends string> {
  readonly name: string;
  readonly options: Readonly<Record<Name, ScenarioOption>>;
}

/** Values for every option, or what to print instead of running, and the exit status. */
export type ReadOptions<Name extends string> =
  { readonly values: Readonly<Record<Name, number>> } | { readonly status: 0 | 2; readonly message: string };

/** Reads the arguments of a scenario. Names an unknown option or a wrong value; a wrong one outweighs `--help`. */
export function readOptions<Name extends string>(
  usage: ScenarioUsage<Name>,
  args: readonly string[],
): ReadOptions<Name> {
  const names = Object.keys(usage.options) as Name[];
  const help = `Usage: npm run chaos -- ${usage.name}${names.map((name) => ` [--${name} N]`).join('')}`;
  const details = names.map((name) => describe(name, usage.options[name]));
  try {
    const given = parse(names, args);
    const values = names.map((name) => [name, valueOf(name, usage.options[name], given[name])] as const);
    if (given['help'] === true) return { status: 0, message: [help, ...details].join('\n') };
    return { values: Object.fromEntries(values) as Record<Name, number> };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { status: 2, message: [`${usage.name}: ${error.message}`, '', help, ...details].join('\n') };
  }
}

/** The options this process was given. With `--help` or a wrong one it prints and ends the process (0 or 2). */
export function scenarioOptions<Name extends string>(
  usage: ScenarioUsage<Name>,
): Readonly<Record<Name, number>> {
  const read = readOptions(usage, process.argv.slice(2));
  if ('values' in read) return read.values;
  (read.status === 0 ? console.log : console.error)(read.message);
  process.exit(read.status);
}

function parse(
  names: readonly string[],
  args: readonly string[],
): Readonly<Record<string, string | boolean | undefined>> {
  const numbers = names.map((name) => [name, { type: 'string' as const }] as const);
  const help = { type: 'boolean', short: 'h' } as const;
  return parseArgs({ args: [...args], options: { ...Object.fromEntries(numbers), help } }).values;
}

function valueOf(
  name: string,
  { fallback, min, max }: ScenarioOption,
  given: string | boolean | undefined,
): number {
  if (given === undefined) return fallback;
  const value = /^\d{1,15}$/.test(String(given)) ? Number(given) : NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`--${name}: ${String(given)} is not a whole number from ${min} to ${max}`);
}

function describe(name: string, { about, fallback, min, max }: ScenarioOption): string {
  return `  --${name} N  ${about} (${fallback}; ${min} to ${max})`;
}
