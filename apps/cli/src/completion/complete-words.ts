import type { Argument, Command, Option } from 'commander';
import { completeQuery } from './complete-query.js';
import type { Candidate, Completion, CompletionSource } from './completion.js';

/**
 * What the last of these words may become, by the commands, options and choices that the program declares.
 *
 * @param words those of the command line after the program's name, without quotation marks; the last is being typed
 */
export async function completeWords(
  program: Command,
  words: readonly string[],
  source: CompletionSource,
): Promise<Completion> {
  const typed = words.at(-1) ?? '';
  const place = placeOf(program, words.slice(0, -1));
  const { command, operands, awaiting } = place;
  if (awaiting) return await completeValue({ taker: awaiting, typed }, source);
  if (!place.optionsEnded && typed.startsWith('-')) return await completeOption(command, typed, source);
  const [argument] = argumentAt(command, operands);
  const commands = operands === 0 ? commandNames(command, typed) : [];
  if (argument === undefined) return commands;
  const values = await completeValue({ taker: argument, typed }, source);
  return values === 'files' ? values : [...commands, ...values];
}

/** Where a command line has come to. */
interface Place {
  readonly command: Command;
  /** Arguments of the command so far. */
  readonly operands: number;
  /** The option whose value is next. */
  readonly awaiting: Option | undefined;
  /** After `--` nothing is an option. */
  readonly optionsEnded: boolean;
}

function placeOf(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, operands: 0, awaiting: undefined, optionsEnded: false };
  for (const word of words) place = placeAfter(place, word);
  return place;
}

function placeAfter(place: Place, word: string): Place {
  if (place.awaiting) return { ...place, awaiting: undefined };
  if (!place.optionsEnded && word === '--') return { ...place, optionsEnded: true };
  if (!place.optionsEnded && word.startsWith('-')) {
    const option = optionsOf(place.command).find(({ long, short }) => long === word || short === word);
    return { ...place, awaiting: option?.required ? option : undefined };
  }
  const child = place.operands === 0 ? place.command.commands.find(isCalled(word)) : undefined;
  return child ? { ...place, command: child } : { ...place, operands: place.operands + 1 };
}

const isCalled = (word: string) => (command: Command) =>
  command.name() === word || command.aliases().includes(word);

/** The options a command takes, those of its default command too. */
function optionsOf(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command);
  const inner = defaultOf(command);
  return inner ? [...own, ...optionsOf(inner).filter((option) => !own.some(isSame(option)))] : own;
}

const isSame = (option: Option) => (other: Option) => other.long === option.long;

/** The argument that comes after so many, of the command or of its default command; none when there are enough. */
function argumentAt(command: Command, operands: number): readonly Argument[] {
  const all = (defaultOf(command) ?? command).registeredArguments;
  const last = all.at(-1);
  const found = all[operands] ?? (last?.variadic ? last : undefined);
  return found ? [found] : [];
}

/** What runs when no subcommand is named. Commander has no other way to ask. */
function defaultOf(command: Command): Command | undefined {
  const name = (command as Command & { readonly _defaultCommandName?: string | null })._defaultCommandName;
  return command.commands.find((child) => child.name() === name);
}

function commandNames(command: Command, typed: string): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name().startsWith(typed))
    .map((child) => ({ word: child.name(), description: child.description() }));
}

async function completeOption(
  command: Command,
  typed: string,
  source: CompletionSource,
): Promise<Completion> {
  const options = optionsOf(command);
  const [, name = '', text = ''] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  const given = options.find((option) => option.long === name);
  if (given) return await completeValue({ taker: given, before: `${name}=`, typed: text }, source);
  return options.flatMap(({ long, description }) =>
    long?.startsWith(typed) ? [{ word: long, description }] : [],
  );
}

/** A value that is being typed. */
interface TypedValue {
  readonly taker: Argument | Option;
  /** What stands before it in the same word. */
  readonly before?: string;
  readonly typed: string;
}

/** What a value may be: one of its choices, else by what its help calls it. */
async function completeValue(
  { taker, before = '', typed }: TypedValue,
  source: CompletionSource,
): Promise<Completion> {
  const found = taker.argChoices?.filter((choice) => choice.startsWith(typed));
  if (found) return found.map((choice) => ({ word: before + choice, description: '' }));
  const called = 'flags' in taker ? (/[<[]([\w-]+)/.exec(taker.flags)?.[1] ?? '') : taker.name();
  const values = (await VALUES[called]?.(typed, source)) ?? [];
  if (values === 'files') return values;
  return values.map((candidate) => ({ ...candidate, word: before + candidate.word }));
}

type CompleteTyped = (typed: string, source: CompletionSource) => Promise<Completion>;

const words = (all: readonly string[]): Completion => all.map((word) => ({ word, description: '' }));
const TIMES = ['15m', '1h', '24h', '7d', 'now'];

/** By the name a value has in the help of its command. */
const VALUES: Readonly<Record<string, CompleteTyped>> = {
  query: completeQuery,
  field: async (typed, source) => words(await source.fieldNames(typed)),
  search: async (typed, source) => words(await source.searchNames(typed)),
  time: (typed) => Promise.resolve(words(TIMES.filter((time) => time.startsWith(typed)))),
  file: () => Promise.resolve('files'),
};
