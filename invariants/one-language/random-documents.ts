import { BOUNDS, canonicalDocumentSchema } from '@millrace/schemas';
import type { CanonicalDocument } from '@millrace/schemas';
import fc from 'fast-check';
import { awkwardWord, longTextOf, sentenceOf } from './awkward-texts.js';

/** Names of senders: dotted, like fields, like operators, like what every object has. */
export const ATTRIBUTE_NAMES = [
  ...[
    'user.id',
    'http.route',
    'a.b.c',
    'x-y',
    'message',
    'level',
    'AND',
    'TO',
    'numbers',
    'constructor',
    '@x',
    '_id',
  ],
  ...['value', 'size.bytes'],
] as const;
/** Names of numbers; two are those of attributes too. */
export const NUMBER_NAMES = ['latency_ms', 'http.status_code', 'value', 'size.bytes', 'NOT', 'e5'] as const;

const NUMBERS = [
  0,
  1,
  -1,
  0.1,
  5,
  500,
  1e3,
  -2.5,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  1e-7,
  1e21,
  5e-324,
  1.7976931348623157e308,
];
const DAY_EDGES = [
  '2026-11-21T00:00:00.000000000Z',
  '2026-11-20T23:59:59.999999999Z',
  '1970-01-01T00:00:00.000000000Z',
];
/** Even two values of a field a batch make every filter meet about half of the documents. */
const VALUES_A_FIELD = 2;

/** What the documents of a batch share, so that a filter made from one of them meets others too. */
interface Stock {
  readonly words: readonly string[];
  readonly keywords: readonly string[];
  readonly attributes: readonly (string | boolean)[];
  readonly stamps: readonly string[];
  readonly numbers: readonly number[];
}

const stamp = fc.oneof(
  fc.constantFrom(...DAY_EDGES),
  fc
    .tuple(fc.integer({ min: 0, max: 3 * 86_400_000 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([ms, nanos]) => {
      const iso = new Date(Date.UTC(2026, 10, 20) + ms).toISOString();
      return `${iso.slice(0, -1)}${String(nanos).padStart(6, '0')}Z`;
    }),
);
const number = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
/** A value up to its bound, of any length and often of one that something ends at. */
function longValue(maxBytes: number): fc.Arbitrary<string> {
  const bytes = fc.oneof(fc.constantFrom(256, 512, 513, maxBytes), fc.integer({ min: 200, max: maxBytes }));
  return fc
    .tuple(fc.constantFrom('x', 'é', '€', '😀'), bytes)
    .map(([character, length]) => character.repeat(Math.floor(length / Buffer.byteLength(character))));
}

const keyword = fc.oneof(
  { weight: 5, arbitrary: awkwardWord },
  { weight: 5, arbitrary: fc.tuple(awkwardWord, awkwardWord).map(([left, right]) => `${left}-${right}`) },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.constantFrom('', ' ', 'a b'), longValue(BOUNDS.keywordBytes)),
  },
);
const attribute = fc.oneof(
  { weight: 8, arbitrary: keyword },
  { weight: 2, arbitrary: fc.boolean() },
  { weight: 2, arbitrary: number.map(String) },
  {
    weight: 1,
    arbitrary: fc.oneof(longValue(BOUNDS.attributeValueBytes), fc.constant('9007199254740993')),
  },
);

const stock: fc.Arbitrary<Stock> = fc.record({
  words: fc.array(awkwardWord, { minLength: 3, maxLength: 6 }),
  keywords: fc.array(keyword, { minLength: VALUES_A_FIELD, maxLength: VALUES_A_FIELD }),
  attributes: fc.array(attribute, { minLength: VALUES_A_FIELD, maxLength: VALUES_A_FIELD }),
  stamps: fc.array(stamp, { minLength: 3, maxLength: 3 }),
  numbers: fc.array(number, { minLength: VALUES_A_FIELD, maxLength: VALUES_A_FIELD }),
});

/** Documents as ingest leaves them, each after the schema of documents, that share words, values and times. */
export function randomDocuments(tenant: string, count: number): fc.Arbitrary<readonly CanonicalDocument[]> {
  return stock.chain((shared) =>
    fc
      .array(documentOf(shared), { minLength: count, maxLength: count })
      .map((documents) => documents.map((each, index) => completed(each, tenant, index))),
  );
}

function completed(document: object, tenant: string, index: number): CanonicalDocument {
  const id = { tenant, 'event.id': `${tenant}_${index}` };
  const { 'service.name': service, ...rest } = document as { 'service.name'?: string };
  // A service has a name; what is not there is left out, as in JSON.
  const whole = JSON.parse(
    JSON.stringify({ ...rest, 'service.name': service === '' ? 'unknown_service' : service, ...id }),
  ) as unknown;
  return canonicalDocumentSchema.parse(whole);
}

function documentOf(shared: Stock): fc.Arbitrary<object> {
  const value = fc.constantFrom(...shared.keywords);
  const moment = fc.constantFrom(...shared.stamps);
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 6, nil: undefined });
  const text = textOf(shared.words, BOUNDS.messageBytes);
  return fc.record({
    '@timestamp': moment,
    'event.created': moment.map((each) => `${each.slice(0, 23)}Z`),
    message: text,
    severity: fc.constantFrom(0, 1, 9, 13, 13, 17, 24),
    'log.level': optional(
      fc.oneof(
        fc.constantFrom('info', 'warn'),
        value.map((each) => each.toLowerCase()),
      ),
    ),
    'service.name': value,
    'host.name': optional(value),
    'error.type': optional(value),
    'trace.id': optional(fc.constantFrom('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331')),
    'error.message': optional(text),
    'error.stack_trace': optional(textOf(shared.words, BOUNDS.stackTraceBytes)),
    'event.truncated': optional(
      fc.subarray(['message', 'attributes.user.id', 'error.stack_trace'], { minLength: 1 }),
    ),
    'event.sample_weight': optional(fc.constantFrom(1, 2.5, 1e3)),
    attributes: optional(attributesOf(shared.attributes)),
    numbers: optional(
      fc.dictionary(fc.constantFrom(...NUMBER_NAMES), fc.constantFrom(...shared.numbers), DENSE),
    ),
  });
}

const DENSE = { minKeys: 3, maxKeys: 6 };

function textOf(words: readonly string[], bytes: number): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 150, arbitrary: sentenceOf(words) },
    { weight: 1, arbitrary: longTextOf(words, bytes) },
  );
}

function attributesOf(values: readonly (string | boolean)[]): fc.Arbitrary<object> {
  const one = fc.constantFrom(...values);
  const some = fc.oneof(
    { weight: 6, arbitrary: one },
    { weight: 1, arbitrary: fc.array(one, { maxLength: 3 }) },
  );
  return fc.dictionary(fc.constantFrom(...ATTRIBUTE_NAMES), some, { minKeys: 6, maxKeys: 14 });
}
