import type { CodeRange, Regex } from './regex-node.js';

/** An automaton that may be in several states at once. */
export interface RegexStates {
  readonly start: number;
  readonly final: number;
  /** The state that a state goes to with a character of some ranges; at most one each. */
  readonly moves: ReadonlyMap<number, Move>;
  /** The states reached without any character, in order; those that matter alone: with a move, or final. */
  closure(from: readonly number[]): readonly number[];
  /** States that all closures looked at until now: what they cost. */
  looked(): number;
}

interface Move {
  readonly ranges: readonly CodeRange[];
  readonly to: number;
}

interface Builder {
  states: number;
  readonly moves: Map<number, Move>;
  readonly jumps: Map<number, number[]>;
}

/** Most states of one expression, its repetitions written out. */
const MAX_STATES = 1_024;

/** The automaton of an expression after Thompson; undefined when its repetitions make it too large. */
export function regexStates(regex: Regex): RegexStates | undefined {
  const builder: Builder = { states: 1, moves: new Map(), jumps: new Map() };
  const final = build(builder, regex, 0);
  if (final === undefined) return undefined;
  const { moves, jumps } = builder;
  let looked = 0;
  return {
    start: 0,
    final,
    moves,
    closure(from) {
      const reached = reachedFrom(from, jumps);
      looked += reached.size;
      const matters = (state: number) => moves.has(state) || state === final;
      return [...reached].filter(matters).sort((left, right) => left - right);
    },
    looked: () => looked,
  };
}

/** Adds an expression behind a state, and says in which state it ends. */
function build(builder: Builder, regex: Regex, from: number): number | undefined {
  if (builder.states > MAX_STATES) return undefined;
  switch (regex.kind) {
    case 'class': {
      const to = builder.states++;
      const at = builder.states++;
      jump(builder, from, at);
      builder.moves.set(at, { ranges: regex.ranges, to });
      return to;
    }
    case 'sequence':
      return inTurn(builder, regex.parts, from);
    case 'choice': {
      const ends = regex.options.map((option) => build(builder, option, from));
      return together(builder, ends);
    }
    case 'repeat':
      return repeat(builder, regex, from);
  }
}

function inTurn(builder: Builder, parts: Iterable<Regex>, from: number): number | undefined {
  let end: number | undefined = from;
  for (const part of parts) {
    if (end === undefined) return undefined;
    end = build(builder, part, end);
  }
  return end;
}

function together(builder: Builder, ends: readonly (number | undefined)[]): number | undefined {
  const to = builder.states++;
  for (const end of ends) {
    if (end === undefined) return undefined;
    jump(builder, end, to);
  }
  return to;
}

function repeat(
  builder: Builder,
  { part, min, max }: Extract<Regex, { kind: 'repeat' }>,
  from: number,
): number | undefined {
  const copies = (count: number) => Array.from({ length: count }, () => part);
  let end = inTurn(builder, copies(min), from);
  if (end === undefined) return undefined;
  if (max === undefined) {
    const loop = builder.states++;
    jump(builder, end, loop);
    const back = build(builder, part, loop);
    if (back === undefined) return undefined;
    jump(builder, back, loop);
    return loop;
  }
  const ends: (number | undefined)[] = [end];
  for (let count = min; count < max; count++) {
    if (end === undefined) return undefined;
    end = build(builder, part, end);
    ends.push(end);
  }
  return together(builder, ends);
}

function jump({ jumps }: Builder, from: number, to: number): void {
  const known = jumps.get(from);
  if (known) known.push(to);
  else jumps.set(from, [to]);
}

function reachedFrom(
  from: readonly number[],
  jumps: ReadonlyMap<number, readonly number[]>,
): ReadonlySet<number> {
  const reached = new Set(from);
  // A set that grows while it is walked is walked to its end.
  for (const state of reached) for (const next of jumps.get(state) ?? []) reached.add(next);
  return reached;
}
