import { canonicalForm, compilePredicate, parseFilter, QUERY_BOUNDS, readQuery } from '@millrace/filter';

/** Time of some work on inputs of a size and its doubles, the shortest of several runs each. */
export interface Growth {
  readonly name: string;
  /** Of sizes n, 2n, 4n and 8n, ms. */
  readonly timesMs: readonly number[];
}

const DOUBLES = [8, 4, 2, 1];
const RUNS = 7;
/** Beginnings of queries, repeated to their bound. */
const QUERY_SHAPES = [
  ...['(', ')', '"', '[', '{', '\\', '-', '/', '*', '?', '~', ':', '<', 'é', '\ud800', ' '],
  ...[
    'OR ',
    'NOT ',
    'AND ',
    'a:b:c:',
    'a ',
    '(a ',
    'a:(',
    'a:[',
    'a:[1 TO ',
    'a:/',
    '"a" ',
    '-(',
    'a OR ',
    'a* ',
    'a~ ',
  ],
  ...[
    'severity>=',
    'service.name:',
    'service.name:a* ',
    'service.name:/(a*)*',
    'message:/(a|a)*/ ',
    'message:/.*.*/ ',
  ],
  ...[
    'service.name:/((a{1,9}){1,9}',
    'service.name:*a',
    'attributes.x:"\\',
    'a\\ ',
    'b OR a (',
    'b OR a -(',
    '@timestamp:[2026-11-21 TO ',
  ],
];
/** Filters that look at all of a long message, and the words that it repeats. */
const FILTER_SHAPES: readonly (readonly [string, string])[] = [
  ['"a a a b"', 'a '],
  ['message:*a*a*a*b', `${'a'.repeat(200)} `],
  ['message:/(a|a)*b/', `${'a'.repeat(200)} `],
  ['message:/(a*)*(a?){9}b/', `${'a'.repeat(200)} `],
  ['message:/.*a.{4}b/', `${'a'.repeat(200)} `],
  ['message:nothing*', 'b'],
  ['"é é"', 'é '],
  ['"é"', '_\u0301'],
  ['"é"', '\u200D\u0301'],
  ['"é"', '👩\u200D'],
  ['"é"', 'א״'],
];
const MESSAGE_UNITS = 64 * 1_024;

/** How the time of reading a query, up to its canonical form, grows with its length, up to the longest that is allowed. */
export function growthOfReading(): readonly Growth[] {
  return QUERY_SHAPES.map((shape) =>
    growth(`read ${shape}…`, shape, QUERY_BOUNDS.characters, (text) => () => {
      canonicalForm(readQuery(text).node);
    }),
  );
}

/** How the time of deciding on a document grows with its message, whose words are not known from before. */
export function growthOfDeciding(): readonly Growth[] {
  return FILTER_SHAPES.map(([filter, unit]) => {
    const predicate = compilePredicate(canonicalForm(parseFilter(filter)));
    return growth(
      `${filter} on ${unit.slice(0, 8)}…`,
      unit,
      MESSAGE_UNITS,
      (message) => () => void predicate({ message }),
    );
  });
}

function growth(name: string, unit: string, longest: number, prepare: (text: string) => () => void): Growth {
  const timesMs = DOUBLES.map((part) => {
    const length = longest / part;
    const run = prepare(unit.repeat(Math.ceil(length / unit.length)).slice(0, length));
    return Math.min(...Array.from({ length: RUNS }, () => timeOf(run)));
  });
  return { name, timesMs };
}

function timeOf(run: () => void): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
