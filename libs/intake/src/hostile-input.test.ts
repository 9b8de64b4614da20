import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BOUNDS } from '@millrace/schemas';
import { intakeContext } from '../test/intake-context.js';
import { canonicalise } from './canonical/canonicalise.js';
import { expandRecord } from './expand-record.js';
import { parseRecord } from './parse-record.js';
import { recogniseFormat } from './recognise-format.js';

const KIB = 1024;
/** Quadratic work grows by 64 between these, linear by 8. */
const SMALL_BYTES = 64 * KIB;
const LARGE_BYTES = 512 * KIB;
const MOST_GROWTH = 24;
/** Less is too little to be compared: other work of the process may be as much. */
const LEAST_MICROSECONDS = 500_000;
const context = intakeContext();

function filled(piece: string, bytes: number): string {
  return piece.repeat(Math.ceil(bytes / piece.length));
}

function object(count: number, nameOf: (index: number) => string): string {
  return `{${Array.from({ length: count }, (_, index) => `${JSON.stringify(nameOf(index))}:1`).join(',')}}`;
}

/** Everything that is done with bytes from outside. */
function takeIn(bytes: Buffer): void {
  recogniseFormat(bytes.toString('utf8'));
  for (const type of ['', 'application/json', 'text/plain']) for (const _ of expandRecord(bytes, type));
  context.redactor.bytes(bytes);
  const parsed = parseRecord(bytes);
  if (!parsed.ok) return;
  const log = canonicalise(parsed.log, context);
  if (!log.ok) return;
  expect(log.bytes.length).toBeLessThanOrEqual(BOUNDS.documentBytes);
  expect(log.bytes.includes('\n')).toBe(false);
  JSON.parse(log.bytes.toString());
}

/** CPU time of the process, µs. */
function costOf(text: string): number {
  const bytes = Buffer.from(text);
  const start = process.cpuUsage();
  takeIn(bytes);
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

const HOSTILE: Readonly<Record<string, (bytes: number) => string>> = {
  'an id of white space': (bytes) => JSON.stringify({ request_id: `${filled(' ', bytes)}x` }),
  'many spellings of one role': (bytes) =>
    object(bytes / 24, (index) => `${index.toString(2)}msg`.replaceAll('0', '_').replaceAll('1', '-')),
  'many names under a long one': (bytes) =>
    `{"${'k'.repeat(bytes / 2)}":${object(bytes / 24, (index) => `a${index}`)}}`,
  'one long name': (bytes) => JSON.stringify({ [filled('.', bytes)]: 1 }),
  'a list of many texts': (bytes) => JSON.stringify({ list: Array.from({ length: bytes / 4 }, () => 'a') }),
  'brackets that never close': (bytes) => filled('[', bytes),
  'objects that never close': (bytes) => filled('{"a":', bytes),
  'broken JSON on many lines': (bytes) => filled('{a}\n', bytes),
  'broken numbers in broken JSON': (bytes) => `{${filled('1.1.1 ', bytes)}`,
  'broken escapes in broken JSON': (bytes) => `{"${filled('\\x', bytes)}`,
  'quotes and backslashes': (bytes) => `{"${filled('\\"', bytes)}`,
  'a logfmt value that never closes': (bytes) => `a=b c="${filled('\\"x ', bytes)}`,
  'logfmt keys without values': (bytes) => `a=b ${filled('a="', bytes)}`,
  'a Go trace of parentheses': (bytes) => `panic: x\n${filled(`${'('.repeat(250)}\n`, bytes)}`,
  'a trace of blank lines': (bytes) => `Traceback (most recent call last):\n${filled('\r\n', bytes)}`,
  'one word': (bytes) => filled('a', bytes),
};

it.each(Object.entries(HOSTILE))('DOC-13: takes linear time for %s', (_, textOf) => {
  const limit = Math.max(LEAST_MICROSECONDS, MOST_GROWTH * costOf(textOf(SMALL_BYTES)));
  expect(costOf(textOf(LARGE_BYTES))).toBeLessThan(limit);
});

it('DOC-13: throws for nothing, and makes of what it accepts one line of JSON within its bound', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      '=',
      '\n',
      ' ',
      '-',
      '1e400',
      '\\ud800',
      '\u2028',
    ),
    fc.constantFrom(
      '"__proto__":',
      '"message":',
      '"time":',
      '"password":',
      'a="',
      '<13>1 ',
      '2026-11-21 12:00:00',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.json(),
  );
  const bytes = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  );
  fc.assert(fc.property(bytes, takeIn), { numRuns: 500 });
});

it('keeps names of prototypes as names, and changes no prototype', () => {
  const text =
    '{"__proto__":{"hit":1,"__proto__":{"hit":2}},"constructor":{"prototype":{"hit":3}},"toJSON":"x"}';
  const parsed = parseRecord(Buffer.from(text));
  const log = parsed.ok ? canonicalise(parsed.log, context) : parsed;
  if (!log.ok) throw new Error(log.reason);
  const { attributes, numbers } = JSON.parse(log.bytes.toString()) as Record<string, unknown>;
  expect(attributes).toEqual({ toJSON: 'x' });
  expect(numbers).toEqual({
    '__proto__.hit': 1,
    '__proto__.__proto__.hit': 2,
    'constructor.prototype.hit': 3,
  });
  expect(Object.prototype).not.toHaveProperty('hit');
});
