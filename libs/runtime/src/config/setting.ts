import { z } from 'zod';

/** What the settings reference and the error messages say of one environment variable. */
export interface SettingFacts {
  /** What it does and why its default is what it is. */
  readonly about: string;
  /** What it may hold, with the unit. */
  readonly allowed: string;
  /** Default as it would be written in the environment; absent when the setting is required or simply off. */
  readonly fallback?: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  readonly required?: boolean;
}

const facts = z.registry<SettingFacts>();

/** The facts a setting was declared with; undefined for a schema not made by the functions of this file. */
export function settingFacts(schema: z.ZodType): SettingFacts | undefined {
  return facts.get(schema);
}

function declare<S extends z.ZodType>(schema: S, about: SettingFacts): S {
  facts.add(schema, about);
  return schema;
}

/** A whole number in `min…max`, for instance `{ fallback: 5000, min: 100, max: 60000, unit: 'ms', about }`. */
export function integerSetting(knob: {
  readonly about: string;
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}) {
  const schema = z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.int().min(knob.min).max(knob.max))
    .default(knob.fallback);
  const unit = knob.unit === undefined ? '' : ` (${knob.unit})`;
  const allowed = `a whole number from ${knob.min} to ${knob.max}${unit}`;
  return declare(schema, { about: knob.about, allowed, fallback: String(knob.fallback) });
}

/** `true` or `false`. */
export function booleanSetting(knob: { readonly about: string; readonly fallback: boolean }) {
  const schema = z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .default(knob.fallback);
  return declare(schema, {
    about: knob.about,
    allowed: 'true or false',
    fallback: String(knob.fallback),
  });
}

/** One of a closed list of words. */
export function choiceSetting<const V extends readonly [string, ...string[]]>(knob: {
  readonly about: string;
  readonly values: V;
  readonly fallback: V[number];
}) {
  const schema = z.enum(knob.values).default(knob.fallback as never);
  return declare(schema, { about: knob.about, allowed: knob.values.join(', '), fallback: knob.fallback });
}

/** One of a closed list of words, or not set. */
export function optionalChoiceSetting<const V extends readonly [string, ...string[]]>(knob: {
  readonly about: string;
  readonly values: V;
}) {
  return declare(z.enum(knob.values).optional(), {
    about: knob.about,
    allowed: `not set, or ${knob.values.join(', ')}`,
  });
}

interface TextKnob {
  readonly about: string;
  readonly allowed: string;
  /** What the text must match; anything when absent. */
  readonly pattern?: RegExp;
  readonly secret?: boolean;
}

function textSchema(pattern: RegExp | undefined) {
  return pattern === undefined ? z.string().min(1) : z.string().regex(pattern);
}

/** A text with a default. */
export function textSetting(knob: TextKnob & { readonly fallback: string }) {
  const { pattern, ...rest } = knob;
  return declare(textSchema(pattern).default(knob.fallback), rest);
}

/** A text that may be left out. */
export function optionalTextSetting(knob: TextKnob) {
  const { pattern, ...rest } = knob;
  return declare(textSchema(pattern).optional(), { ...rest, allowed: `not set, or ${rest.allowed}` });
}

/** A text without which the process does not start. */
export function requiredTextSetting(knob: TextKnob) {
  const { pattern, ...rest } = knob;
  return declare(textSchema(pattern), { ...rest, required: true });
}

/** Words separated by commas; `pattern` holds for each. Required when there is no fallback. */
export function listSetting(knob: TextKnob & { readonly fallback?: string }) {
  const { pattern, ...rest } = knob;
  const items = z
    .string()
    .transform((text) => text.split(',').map((item) => item.trim()))
    .pipe(z.array(textSchema(pattern)).min(1));
  if (knob.fallback === undefined) return declare(items, { ...rest, required: true });
  return declare(items.prefault(knob.fallback), rest);
}
