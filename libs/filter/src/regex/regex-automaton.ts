import { LAST_CODE_POINT } from './regex-node.js';
import type { Regex } from './regex-node.js';
import { regexStates } from './regex-states.js';
import type { RegexStates } from './regex-states.js';

/** Whether a text, or what stands from one place in it up to another, is of a regular expression; one step a code point. */
export type RegexTest = (text: string, start?: number, end?: number) => boolean;

/**
 * Bounds of a deterministic automaton: states, states times classes of characters, and the steps that building it takes.
 * Lucene has such bounds too (10,000 states' worth of work); they are far wider, so that what is within these both take.
 */
const AUTOMATON_BOUNDS = Object.freeze({ states: 512, transitions: 32_768, steps: 100_000 });

const ASCII = 128;
const DEAD = 0;
const START = 1;

interface Table {
  readonly width: number;
  /** Next state of each state and class; 0 is the state that nothing leads out of. */
  readonly next: Uint16Array;
  readonly isFinal: Uint8Array;
}

/**
 * Compiles a regular expression to a deterministic automaton, built once, so that no text can make a test slow.
 * undefined when it would be larger than {@link AUTOMATON_BOUNDS}.
 */
export function compileRegex(regex: Regex): RegexTest | undefined {
  const known = compiled.get(regex);
  if (known) return known;
  const test = build(regex);
  if (test) compiled.set(regex, test);
  return test;
}

/** A query is read once and compiled once, and both need the automaton. */
const compiled = new WeakMap<Regex, RegexTest>();

function build(regex: Regex): RegexTest | undefined {
  const states = regexStates(regex);
  if (states === undefined) return undefined;
  const cuts = cutsOf(states);
  const table = determinised(states, cuts);
  return table && runner(table, cuts);
}

/** First code points of the stretches whose members are treated alike everywhere. */
function cutsOf({ moves }: RegexStates): readonly number[] {
  const cuts = new Set([0]);
  for (const { ranges } of moves.values()) {
    for (const { first, last } of ranges) {
      cuts.add(first);
      if (last < LAST_CODE_POINT) cuts.add(last + 1);
    }
  }
  return [...cuts].sort((left, right) => left - right);
}

function determinised(states: RegexStates, cuts: readonly number[]): Table | undefined {
  const width = cuts.length;
  const known = new Map<string, number>([['', DEAD]]);
  const sets: (readonly number[])[] = [[]];
  const stateOf = (set: readonly number[]): number => {
    const key = set.join();
    const state = known.get(key) ?? sets.push(set) - 1;
    known.set(key, state);
    return state;
  };
  stateOf(states.closure([states.start]));
  const rows: number[] = [];
  let steps = 0;
  for (let state = 0; state < sets.length; state++) {
    const set = sets[state] ?? [];
    steps += set.length * width;
    if (exceeds({ states: sets.length, transitions: rows.length, steps })) return undefined;
    const row = rowOf(states, set, cuts);
    if (row === undefined) return undefined;
    rows.push(...row.map(stateOf));
  }
  return {
    width,
    next: Uint16Array.from(rows),
    isFinal: Uint8Array.from(sets, (set) => Number(set.includes(states.final))),
  };
}

function exceeds(size: Readonly<Record<keyof typeof AUTOMATON_BOUNDS, number>>): boolean {
  const { states, transitions, steps } = AUTOMATON_BOUNDS;
  return size.states > states || size.transitions > transitions || size.steps > steps;
}

/** For each class of characters, the states that a set of states leads to; undefined when that takes too many steps. */
function rowOf(
  states: RegexStates,
  set: readonly number[],
  cuts: readonly number[],
): readonly (readonly number[])[] | undefined {
  const moves = set.flatMap((state) => states.moves.get(state) ?? []);
  const targets: number[][] = cuts.map(() => []);
  for (const { ranges, to } of moves) {
    for (const { first, last } of ranges)
      for (let at = classOf(cuts, first); at < cuts.length && (cuts[at] ?? 0) <= last; at++)
        targets[at]?.push(to);
  }
  const row: (readonly number[])[] = [];
  for (const each of targets) {
    if (states.looked() > AUTOMATON_BOUNDS.steps) return undefined;
    row.push(each.length === 0 ? each : states.closure(each));
  }
  return row;
}

/** Index of the stretch that a code point lies in. */
function classOf(cuts: readonly number[], code: number): number {
  let low = 0;
  let high = cuts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((cuts[middle] ?? 0) <= code) low = middle;
    else high = middle - 1;
  }
  return low;
}

function runner({ width, next, isFinal }: Table, cuts: readonly number[]): RegexTest {
  const ascii = Uint16Array.from({ length: ASCII }, (_, code) => classOf(cuts, code));
  return (text, start = 0, end = text.length) => {
    let state = START;
    for (let at = start; at < end && state !== DEAD; at++) {
      const code = text.codePointAt(at) ?? 0;
      const column = code < ASCII ? (ascii[code] ?? 0) : classOf(cuts, code);
      state = next[state * width + column] ?? DEAD;
      if (code > 0xff_ff) at++;
    }
    return isFinal[state] === 1;
  };
}
