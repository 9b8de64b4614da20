import fc from 'fast-check';

const WORDS = ['red', 'Fox', 'fox-trot', 'foxes', '10.0.0.1', 'ΣΑΣ', 'a_b'];
const TERMS = [
  ...WORDS,
  '"red fox"',
  '"..."',
  'fo*',
  'message:f?x',
  'message:/fo(x|xes)/',
  'message:(red OR "a_b")',
  'service.name:red',
  'service.name:"r \\" e*d"',
  'service.name:r*',
  'service.name:r?d*',
  String.raw`service.name:r\ \(\*?`,
  String.raw`service.name:/r[e-f ]+\/?d?|\w*x/`,
  'service.name:(red OR fo*)',
  'service.name>m',
  'service.name:["a b" TO "s"}',
  'severity>=warn',
  'severity:{5 TO 17]',
  'level>info',
  'n:5',
  'n>4.5',
  'n:[-0 TO 5]',
  'numbers.n:(5 OR -7)',
  'user:re*',
  'user:red',
  'user:*',
  'numbers.n:*',
  '@timestamp:2026-11-21',
  '@timestamp>=2026-11-21T12:00Z',
  '*',
];

/** Queries of all kinds of terms, combined in all ways. */
export function anyQuery(): fc.Arbitrary<string> {
  const { query } = fc.letrec<{ query: string; term: string }>((tie) => ({
    term: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(...TERMS),
      tie('query').map((inner) => `(${inner})`),
      tie('term').map((inner) => (inner.startsWith('NOT ') ? inner : `NOT ${inner}`)),
    ),
    query: fc
      .array(fc.tuple(tie('term'), fc.constantFrom(' ', ' OR ', ' AND ')), { minLength: 1, maxLength: 3 })
      .map((terms) => terms.map(([term, link], index) => (index === 0 ? term : link + term)).join('')),
  }));
  return query.filter((text) => text.length < 1_000);
}

/** Documents that {@link anyQuery} often matches. */
export function anyDocument(): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const text = fc.array(fc.constantFrom(...WORDS, ''), { maxLength: 5 }).map((words) => words.join(' '));
  const value = fc.constantFrom('red', 'r " e*d', 'rad', 'r (*x', 're/d', 'fox', 'b', '');
  return fc.record(
    {
      '@timestamp': fc.constantFrom('2026-11-21T12:00:30.500000000Z', '2026-11-22T00:00:00.000000000Z'),
      message: text,
      'service.name': value,
      'log.level': fc.constantFrom('info', 'warn'),
      severity: fc.constantFrom(0, 9, 13, 17),
      attributes: fc.record({ user: value, n: fc.constantFrom('5', 'x') }, { requiredKeys: [] }),
      numbers: fc.record({ n: fc.constantFrom(5, 0, -7, 4.6) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
}
