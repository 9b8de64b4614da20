import { parseArgs } from 'node:util';

/** A whole number that a benchmark or scenario takes on its command line. */
export interface NumberOption {
  /** What it is, with its unit. */
  readonly about: string;
  readonly fallback: number;
  /** Least allowed; 1 when absent. */
  readonly min?: number;
}

/** Options by their names. */
export type NumberOptions = Readonly<Record<string, NumberOption>>;

/** What a command line came to. */
export type ReadNumberOptions<O extends NumberOptions> =
  | { readonly kind: 'values'; readonly values: Readonly<Record<keyof O, number>> }
  | { readonly kind: 'help' }
  /** One line that names the argument and what is allowed instead. */
  | { readonly kind: 'bad'; readonly reason: string };

/**
 * Reads `--NAME N` arguments. Every argument is checked before help is given, so that a caller can have a command
 * line checked by asking for help with it. Never throws.
 */
export function readNumberOptions<O extends NumberOptions>(
  args: readonly string[],
  options: O,
): ReadNumberOptions<O> {
  const text = { type: 'string' } as const;
  const known = Object.fromEntries(Object.keys(options).map((name) => [name, text]));
  const { tokens } = parseArgs({ args: [...args], options: known, strict: false, tokens: true });
  const values: Record<string, number> = {};
  for (const [name, { fallback }] of Object.entries(options)) values[name] = fallback;
  let wantsHelp = false;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') return bad(`unexpected argument ${token.value}`, options);
    if (token.name === 'help' || token.rawName === '-h') {
      wantsHelp = true;
      continue;
    }
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) return bad(`unknown option ${token.rawName}`, options);
    const number = wholeNumber(token.value, option.min ?? 1);
    if (number === undefined) return { kind: 'bad', reason: outOfRange(token.name, token.value, option) };
    values[token.name] = number;
  }
  return wantsHelp ? { kind: 'help' } : { kind: 'values', values: values as Record<keyof O, number> };
}

function bad(what: string, options: NumberOptions): { readonly kind: 'bad'; readonly reason: string } {
  const allowed = [...Object.keys(options), 'help'].map((name) => `--${name}`);
  return { kind: 'bad', reason: `${what}; allowed: ${allowed.join(', ')}` };
}

function outOfRange(name: string, given: string | undefined, { min = 1 }: NumberOption): string {
  const got = given === undefined ? 'nothing' : JSON.stringify(given);
  return `--${name} takes a whole number from ${min}, got ${got}`;
}

function wholeNumber(text: string | undefined, min: number): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= min ? number : undefined;
}
