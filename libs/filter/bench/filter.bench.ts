/**
 * Decides filters on documents in memory: ns of CPU a document, each document new to the filter, best of several rounds.
 */
import { canonicalQuery, compilePredicate, parseQuery } from '@millrace/filter';
import type { FilteredDocument } from '@millrace/filter';
import { scenarioOptions } from '@millrace/testing';

const { rounds, documents } = scenarioOptions({
  file: import.meta.filename,
  servers: [],
  options: {
    rounds: { about: 'rounds, of which the best counts', fallback: 9 },
    documents: { about: 'documents a round', fallback: 20_000 },
  },
});

const FILTERS: Readonly<Record<string, string>> = {
  'three terms': 'service.name:checkout severity>=warn "payment failed"',
  'three texts': 'payment failed -timeout',
  'number, attribute, id': 'latency_ms>500 http.method:POST -trace.id:abc*',
  'prefix of a word': 'pay* severity>=warn service.name:checkout',
  wildcard: 'host.name:checkout-*-x?lk severity>=warn failed',
  'regex of a keyword': 'error.type:/.*Time(out|r)/ severity>=warn failed',
  'regex of a word': String.raw`message:/c-\d{4}|pay.*/ severity>=warn failed`,
};

/** A log of about 600 bytes as `logs` carries it; every second one meets the filters. */
function logOf(index: number): string {
  const failed = index % 2 === 0;
  return JSON.stringify({
    '@timestamp': '2026-11-21T12:00:00.123000000Z',
    'event.created': '2026-11-21T12:00:01.123Z',
    'event.id': `logs.raw/3/${index}/0`,
    tenant: 'default',
    message: `${failed ? 'Payment failed' : 'Order accepted'} for customer c${index % 10_000} in 812 ms, card declined by acquirer eu-west-${index % 7}`,
    'log.level': failed ? 'error' : 'info',
    severity: failed ? 17 : 9,
    'service.name': failed ? 'checkout' : 'orders',
    'service.version': '1.42.0',
    'host.name': 'checkout-7f9c-x2lk',
    'error.type': failed ? 'AcquirerTimeout' : 'None',
    'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736',
    attributes: { 'http.method': 'POST', 'http.path': '/v1/orders', customer: `c-${index}`, cached: 'false' },
    numbers: { latency_ms: failed ? 812 : 12, 'http.status': failed ? 502 : 201, items: 3 },
  });
}

const texts = Array.from({ length: documents }, (_, index) => logOf(index));

interface Measured {
  readonly nanoseconds: number;
  readonly matches: number;
}

/** Documents decided between two looks at the clock. */
const BATCH = 200;

/** Documents are parsed anew for each round and decided soon after, as in the fan-out. */
function measure(decide: (document: FilteredDocument) => boolean): Measured {
  let best = Infinity;
  let matches = 0;
  for (let round = 0; round < rounds; round++) {
    matches = 0;
    let microseconds = 0;
    for (let from = 0; from < documents; from += BATCH) {
      const parsed = texts.slice(from, from + BATCH).map((text) => JSON.parse(text) as FilteredDocument);
      const start = process.cpuUsage();
      for (const document of parsed) if (decide(document)) matches++;
      const { user, system } = process.cpuUsage(start);
      microseconds += user + system;
    }
    best = Math.min(best, (microseconds * 1_000) / documents);
  }
  return { nanoseconds: Math.round(best), matches };
}

console.log(`a document is ${texts[0]?.length ?? 0} B`);
console.table(
  Object.fromEntries(
    Object.entries(FILTERS).map(([name, query]) => {
      const { nanoseconds, matches } = measure(compilePredicate(parseQuery(query)));
      return [
        name,
        { filter: query, 'ns a document': nanoseconds, 'matches %': Math.round((matches * 100) / documents) },
      ];
    }),
  ),
);

const reading = process.cpuUsage();
const times = 2_000;
for (let time = 0; time < times; time++) canonicalQuery(parseQuery(FILTERS['three terms'] ?? ''));
const { user, system } = process.cpuUsage(reading);
console.log(
  `reading a query of three terms to its canonical form: ${((user + system) / times).toFixed(1)} µs`,
);
