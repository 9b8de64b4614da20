import fc from 'fast-check';
import { awkwardWord } from '../one-language/awkward-texts.js';

const FIELDS = [
  ...[
    'message',
    'error.message',
    'service.name',
    'log.level',
    'level',
    'severity',
    '@timestamp',
    'event.created',
  ],
  ...['numbers.x', 'attributes.a', 'latency_ms', 'tenant', 'constructor', 'severty', 'event.truncated'],
];
const SIGNS = [':', ':', ':', '>=', '<', ':>', '>', '<=', ':<='];
const VALUES = [
  ...[
    'a',
    '5',
    '-0',
    '1e999',
    'warn',
    '2026-11-21',
    '2026-11-21T12:00:00.123Z',
    '2026-02-30',
    '"a b"',
    '"',
    '"\\"',
    '*',
  ],
  ...[
    'a*',
    '*a?',
    '\\*',
    '[1 TO 5]',
    '{a TO *]',
    '[* TO *]',
    '[',
    '{',
    '/a.*/',
    '/(a|b)+[^c]{1,3}/',
    '/[/',
    '/',
    'a~',
  ],
  ...[
    '(',
    '(a OR b)',
    '(a AND NOT b)',
    '',
    '(',
    '~',
    '"a"~',
    '^2',
    '/a{99}/',
    '/\\d\\w\\S/',
    '[2026 TO 2027]',
  ],
];
const JOINTS = [
  ' ',
  ' ',
  '',
  ' OR ',
  ' AND ',
  ' NOT ',
  '-',
  '(',
  ')',
  ' (',
  ') ',
  '\n',
  '\\',
  '~',
  'OR',
  '//',
  '\u00A0',
];

const term = fc
  .tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...SIGNS), fc.constantFrom(...VALUES))
  .map((parts) => parts.join(''));
const piece = fc.oneof(
  { weight: 4, arbitrary: term },
  { weight: 4, arbitrary: fc.constantFrom(...JOINTS) },
  { weight: 2, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 2, arbitrary: awkwardWord },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', '\udc00', '\u0000', '\uFEFF') },
);

/** Anything that could be typed as a query: nearly right ones, wrong ones, and no queries at all. */
export const queryText: fc.Arbitrary<string> = fc
  .array(piece, { maxLength: 12, size: 'max' })
  .map((pieces) => pieces.join(''));
