import fc from 'fast-check';

/** Words as logs have them, and as no log should: every script and every way to be more than one character. */
const WORDS: readonly string[] = [
  ...[
    'payment',
    'failed',
    'Timeout',
    'order',
    'retry',
    'com.foo.Bar',
    '10.0.0.1',
    'foo:bar',
    'blk_-6952',
    '42',
  ],
  ...[
    'sshd[24200]:',
    "it's",
    '3.14',
    '1,000',
    'x_y',
    '__',
    '/var/log',
    'a-b',
    'user@example.com',
    '12:30:07',
  ],
  ...[
    'AND',
    'OR',
    'NOT',
    'TO',
    '*',
    '?',
    '-x',
    '(a',
    'b)',
    '[1',
    '{2}',
    '/re/',
    '"q"',
    '\\',
    'a\\*',
    'a~',
    '<=',
    ':',
  ],
  ...['Straße', 'STRASSE', 'İstanbul', 'ısı', 'ΟΔΟΣ', 'οδός', 'é', 'e\u0301', 'ﬁn', 'Ǆ', 'ñandú', '\u212A'],
  ...[
    '日本語',
    'ひらがな',
    'カタカナ',
    'ｶﾀｶﾅ',
    '中文字',
    '한국어',
    'ภาษาไทย',
    'မြန်မာ',
    'مرحبا',
    'שלום',
    'צה״ל',
    'हिन्दी',
  ],
  ...[
    '😀',
    '👩‍👩‍👧',
    '👍🏽',
    '🇫🇷',
    '#️⃣',
    '𝒳𝟙',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '\u00AD',
    '\u200B',
    '\uFFFD',
    '\u0000',
    '\u2028',
    '٣٤',
    '１２',
    'Ⓜ️',
  ],
];
const SEPARATORS = [' ', ' ', ' ', ' ', '  ', '\n', '\t', ', ', '. ', '-', '/', '=', ''];

/** A single awkward word: listed, or of any characters at all. */
export const awkwardWord: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }) },
);

/** A sentence of words from a stock, set apart in every way. */
export function sentenceOf(stock: readonly string[]): fc.Arbitrary<string> {
  const word = fc.constantFrom(...stock);
  return fc
    .array(fc.tuple(word, fc.constantFrom(...SEPARATORS)), { minLength: 0, maxLength: 9 })
    .map((pieces) => pieces.flat().join(''));
}

/** A sentence at the very bound that ingest cuts it at, or with a word longer than an index takes. */
export function longTextOf(stock: readonly string[], maxBytes: number): fc.Arbitrary<string> {
  const piece = fc.tuple(fc.constantFrom(...stock), fc.integer({ min: 240, max: 300 }));
  return fc.oneof(
    piece.map(([word, length]) => cutToBytes(`${word} ${'x'.repeat(length)}.${word}`, maxBytes)),
    sentenceOf(stock).map((text) => cutToBytes(`${text} €`.repeat(maxBytes), maxBytes)),
  );
}

/** The longest beginning that fits, cut at a character, as ingest cuts. */
function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text.slice(0, maxBytes));
  let end = Math.min(bytes.length, maxBytes);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString();
}
