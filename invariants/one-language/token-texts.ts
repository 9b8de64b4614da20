import fc from 'fast-check';
import { awkwardWord } from './awkward-texts.js';

/** One or two of each kind of character that rules of word breaks tell apart (UAX #29, UTS #51), and some of no kind. */
const KINDS = [
  ...['a', 'Σ', 'İ', 'א', '1', '٣', '１', 'ア', 'ｱ', 'あ', '字', 'ก', 'ั', '한', '\u1100', 'ℹ'],
  ...[
    '_',
    '\u203F',
    "'",
    '"',
    ':',
    '·',
    '.',
    '’',
    ',',
    ';',
    '\u0308',
    '\u00AD',
    '\u200D',
    '\uFE0E',
    '\uFE0F',
    '\u20E3',
  ],
  ...[
    '☺',
    '👩',
    '🏽',
    '🇦',
    '🏴',
    '\u{E0067}',
    '\u{E007F}',
    '#',
    ' ',
    '\n',
    '-',
    '$',
    '\u{1E030}',
    '\uFFFD',
    '𐐀',
  ],
];
const ASSIGNED = /[^\p{Cn}\p{Co}\p{Cs}]/u;
const LAST_CODE_POINT = 0x10_ff_ff;
/** Around the length at which the analyzer cuts a word. */
const CUT = { shortest: 245, longest: 265 };

/** Every character that this process's Unicode knows: alone, and between letters, digits and pictures. */
export function* everyCharacter(step: number): Generator<string> {
  for (let code = 0; code <= LAST_CODE_POINT; code += step) {
    const character = String.fromCodePoint(code);
    if (ASSIGNED.test(character))
      yield `${character} a${character}b 1${character}2 ☺${character}☺ ${character}${character}`;
  }
}

/** Every sequence of three kinds of characters, as Unicode's own test of word breaks has them. */
export function* boundarySequences(step: number): Generator<string> {
  const count = KINDS.length;
  for (let number = 0; number < count ** 3; number += step) {
    const places = [Math.floor(number / count ** 2), Math.floor(number / count) % count, number % count];
    yield places.map((place) => KINDS[place] ?? '').join('');
  }
}

/** Random texts: of kinds, of words of every script, and of words so long that they are cut. */
export function randomTexts(seed: number, count: number): readonly string[] {
  const kind = fc.constantFrom(...KINDS);
  const long = fc
    .tuple(
      fc.constantFrom('a', '_', 'é', '1', '字', 'ก', '𐐀', '\u200D', 'a_', '1,'),
      fc.integer({ min: CUT.shortest, max: CUT.longest }),
    )
    .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)));
  const text = fc.oneof(
    { weight: 6, arbitrary: fc.array(kind, { maxLength: 12 }) },
    { weight: 3, arbitrary: fc.array(awkwardWord, { maxLength: 6 }) },
    { weight: 1, arbitrary: fc.array(fc.oneof(kind, long), { maxLength: 8 }) },
  );
  return fc.sample(
    text.map((pieces) => pieces.join('')),
    { seed, numRuns: count },
  );
}
