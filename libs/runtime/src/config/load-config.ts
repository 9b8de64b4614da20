import type { z } from 'zod';
import { ConfigError } from './config-error.js';
import type { ConfigProblem } from './config-error.js';
import { settingFacts } from './setting.js';
import type { SettingFacts } from './setting.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The frozen configuration in an environment. Keys of the schema are names of environment variables; an empty
 * variable counts as not set, variables the schema does not name are ignored. Throws {@link ConfigError} that names
 * every setting that is wrong, so that a person corrects them in one go.
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: Environment): Readonly<z.output<S>> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((variable) => {
      const value = env[variable];
      return value === undefined || value === '' ? [] : [[variable, value]];
    }),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const variables = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  throw new ConfigError([...variables].map((variable) => problemOf(schema, variable, given[variable])));
}

/** One row of the settings reference. */
export interface SettingDescription extends SettingFacts {
  readonly variable: string;
}

/** The settings of a schema in the order of their declaration, for the generated reference page. */
export function describeConfig(schema: z.ZodObject): readonly SettingDescription[] {
  return Object.entries(schema.shape).map(([variable, setting]) => ({
    variable,
    ...(settingFacts(setting as z.ZodType) ?? { about: '', allowed: 'a text' }),
  }));
}

function problemOf(schema: z.ZodObject, variable: string, value: string | undefined): ConfigProblem {
  const facts = settingFacts(schema.shape[variable] as z.ZodType);
  return {
    variable,
    given: shown(value, facts?.secret ?? false),
    allowed: facts?.allowed ?? 'another value',
  };
}

function shown(value: string | undefined, secret: boolean): string {
  if (value === undefined) return 'nothing';
  return secret ? '(hidden)' : JSON.stringify(value);
}
