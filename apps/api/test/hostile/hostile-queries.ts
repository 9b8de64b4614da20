/** A query that means harm, and what becomes of it. */
export interface HostileQuery {
  readonly what: string;
  readonly text: string;
  /** `refused`: 400 with the reason, before Elasticsearch sees it, or 413 and 431 where it does not even fit a request. */
  readonly fate: 'refused' | 'refused or bounded';
}

/** Room that a request leaves for a query beside its other headers. */
const JUST_FITS = 30_000;
const KEYWORDS = ['service.name', 'host.name', 'trace.id', 'span.id', 'log.logger', 'error.type', 'event.id'];

/** Queries that would hurt if they were let. */
export const HOSTILE_QUERIES: readonly HostileQuery[] = [
  refused('1 MB', 'a'.repeat(1_000_000)),
  refused('as long as a request can be', 'a'.repeat(JUST_FITS)),
  refused('10,000 terms', 'a '.repeat(10_000)),
  refused('10,000 alternatives', 'a OR '.repeat(5_000) + 'a'),
  refused('1,000 deep', `${'('.repeat(1_000)}a${')'.repeat(1_000)}`),
  refused('1,000 times not', `${'NOT '.repeat(1_000)}a`),
  refused('1,000 minuses', `${'-'.repeat(1_000)}(a`),
  refused('open quotes', '"a '.repeat(1_001)),
  either('a field of many fields', 'a:'.repeat(2_000)),
  either('a regular expression that backtracks', 'message:/(a+)+$/'),
  either('alternatives that are all alike', 'message:/(a|a|a|a|a)*b/'),
  either('counts within counts', 'message:/((a{1,100}){1,100}){1,100}/'),
  either('a large count', 'service.name:/a{100000}/'),
  either('any characters, often', `service.name:/${'.*'.repeat(200)}x/`),
  either(
    'many alternatives',
    `service.name:/${Array.from({ length: 400 }, (_, n) => `a${String(n)}`).join('|')}/`,
  ),
  either('a complement of classes', 'host.name:/([^a]|[^b]|[^c])*d[^e]{50}/'),
  either('wildcards before and behind, in every field', KEYWORDS.map((field) => `${field}:*a*`).join(' OR ')),
  either('wildcards in the text', 'message:*a* message:*b* message:*c* message:*d*'),
  either('many stars', `host.name:${'*a'.repeat(100)}*`),
  either('question marks', `service.name:${'?'.repeat(500)}`),
  either('a wildcard of attributes', 'user:*a*'),
  either('all that something is not', '-zzz -service.name:zzz -severity>=24'),
  either(
    'sixty-four of what costs most',
    Array.from({ length: 64 }, (_, n) => `host.name:*${String(n)}*`).join(' OR '),
  ),
  either('ranges over everything', 'latency_ms>-1e308 latency_ms<1e308 @timestamp>=1970-01-01 severity>=0'),
  either('what sounds alike', 'message~ payed~2 ordr~'),
  either('a phrase of a thousand words', `"${'a '.repeat(1_000)}"`),
  either('marks upon marks', `e${'\u0301'.repeat(2_000)}`),
  either('scripts of all kinds', '😀'.repeat(500) + '漢'.repeat(500) + 'ก'.repeat(500)),
];

/** As many that mean none, to compare with. */
export const HARMLESS_QUERIES: readonly HostileQuery[] = HOSTILE_QUERIES.map((_, n) =>
  either(
    `harmless ${String(n)}`,
    ['paid', 'level:error', 'order paid', 'service.name:shop', '"order 3"'][n % 5] ?? '',
  ),
);

function refused(what: string, text: string): HostileQuery {
  return { what, text, fate: 'refused' };
}

function either(what: string, text: string): HostileQuery {
  return { what, text, fate: 'refused or bounded' };
}
