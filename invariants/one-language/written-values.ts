import fc from 'fast-check';
import type { FieldType } from './proof-cells.js';

/** Longest value that a query is made of, UTF-16 units: queries have a bound, and so have patterns. */
const LONGEST = { value: 1_200, pattern: 40 };
const OPERATORS_IN_WORDS = /[\s\\*?()"[\]{}/~<>]/g;
const OPERATORS_IN_REGEX = /[^\p{L}\p{N}\s_]/gu;
const PLAIN = /^[A-Za-z0-9][\w.]*$/;

/** A value in quotes, which mean it to be taken as it is. */
function quoted(value: string): string {
  return `"${value.slice(0, LONGEST.value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A run of words of a text, bare when it can be. */
export function wordsOf(text: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.nat(), fc.integer({ min: 1, max: most }), fc.nat({ max: 9 }))
    .map(([value, from, count, way]) => {
      // Now and then any stretch of characters, which parts words anywhere.
      if (way === 0) return quoted(stretch(value, from, count * 4));
      const words = value
        .slice(0, 4_000)
        .split(/\s+/)
        .filter((word) => word !== '');
      const at = words.length === 0 ? 0 : from % words.length;
      const run = words.slice(at, at + count);
      const [only = 'nothing', second] = run;
      if (second === undefined && PLAIN.test(only) && !/^(?:AND|OR|NOT|TO)$/.test(only)) {
        return way === 1 ? only.toUpperCase() : only.slice(0, 300);
      }
      return quoted(run.length === 0 ? only : run.join(way === 2 ? ', ' : ' '));
    });
}

/** A whole value, changed now and then. */
export function valueOf(type: FieldType, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  if (type === 'date' || type === 'date_nanos') return momentOf(value);
  if (type === 'byte' || type === 'double' || type === 'numbers') return numberOf(type, value);
  return fc.tuple(value, fc.nat({ max: 11 })).map(([text, way]) => {
    if (way === 0) return quoted(text.slice(0, -1));
    if (way === 1) return quoted(text.toUpperCase());
    return PLAIN.test(text) && way % 2 === 0 ? text : quoted(text);
  });
}

/** A bound of a range or comparison. */
export function boundOf(type: FieldType, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return type === 'unknown name'
    ? numberOf(
        type,
        value.map((text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? text : '1')),
      )
    : valueOf(type, value);
}

/** The beginning of a value or of a word of a text. */
export function prefixOf(type: FieldType, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(value, fc.nat(), fc.integer({ min: 1, max: 5 })).map(([text, from, length]) => {
    const characters = Array.from(type === 'text' ? wordAt(text, from) : text);
    return `${escaped(characters.slice(0, length).join('')) || 'n'}*`;
  });
}

/** A value or word with some characters left open. */
export function patternOf(type: FieldType, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom('*', '?', '*')), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(value, fc.nat(), changes).map(([text, from, open]) => {
    const characters = sampleOf(type, text, from).map(escaped);
    for (const [at, sign] of open) characters[at % characters.length] = sign;
    return `${characters.join('')}${Array.from(text).length > LONGEST.pattern && type !== 'text' ? '*' : ''}`;
  });
}

/** A regular expression that a value or word may well be of. */
export function regexOf(type: FieldType, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...REGEX_PARTS)), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(value, fc.nat(), changes, fc.nat({ max: 4 })).map(([text, from, parts, way]) => {
    const characters = sampleOf(type, text, from).map((each) =>
      /\s/.test(each) ? '.' : each.replaceAll(OPERATORS_IN_REGEX, String.raw`\$&`),
    );
    for (const [at, part] of parts) {
      const place = at % characters.length;
      characters[place] = part.replaceAll('X', () => characters[place] ?? '.');
    }
    const whole = `${characters.join('')}${Array.from(text).length > LONGEST.pattern && type !== 'text' ? '.*' : ''}`;
    return way === 0 ? `/(none|${whole})/` : `/${whole}/`;
  });
}

const REGEX_PARTS = [
  '.',
  '.*',
  'X+',
  'X?',
  'X{1,3}',
  '(X|y)',
  '[^q]',
  '[a-z]',
  '[A-Z0-9]?X',
  '\\w',
  '\\S',
  'X*',
  '(X){1}',
  '.{0,2}X',
];

/** A character that is half of a pair cannot be changed alone, so they are counted whole. */
function sampleOf(type: FieldType, text: string, from: number): string[] {
  const characters = Array.from(type === 'text' ? wordAt(text, from) : text).slice(0, LONGEST.pattern);
  return characters.length === 0 ? ['n'] : characters;
}

function momentOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(value, fc.nat({ max: 7 })).map(([stamp, way]) => {
    if (way === 0) return stamp.slice(0, 10);
    if (way === 1) return `${stamp.slice(0, 16)}Z`;
    if (way === 2) return `${stamp.slice(0, 19)}Z`;
    if (way === 3) return `${stamp.slice(0, 21)}Z`;
    return stamp;
  });
}

const LEVELS = ['warn', 'ERROR', 'info', 'fatal'];

function numberOf(type: FieldType, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(value, fc.nat({ max: 11 })).map(([text, way]) => {
    const given = Number(text);
    if (type === 'byte') return way < 3 ? (LEVELS[way] ?? text) : way === 3 ? `${text}.5` : text;
    if (way === 0) return given.toExponential();
    if (way === 1) return '-0';
    if (way === 2 && Number.isInteger(given) && Math.abs(given) < 1e6) return `${text}.0`;
    if (way === 3) return String(given / 2);
    return text;
  });
}

function wordAt(text: string, from: number): string {
  const words = text.slice(0, 4_000).match(/[\p{L}\p{M}\p{N}_]+/gu) ?? ['nothing'];
  return words[from % words.length] ?? 'nothing';
}

function stretch(text: string, from: number, length: number): string {
  const characters = Array.from(text.slice(0, 4_000));
  const at = characters.length === 0 ? 0 : from % characters.length;
  return characters.slice(at, at + length).join('');
}

function escaped(text: string): string {
  return text.replaceAll(OPERATORS_IN_WORDS, String.raw`\$&`);
}
