import type { GroupStatus } from '@millrace/schemas';

/** A search for correlation groups by a user of a tenant. */
export interface GroupQuery {
  readonly tenant: string;
  /** Words of correlation id or services, all of which must occur; the last piece of each may be unfinished. */
  readonly text: string;
  /** Merged groups, whose logs are in another, are found only by asking for them. */
  readonly status?: GroupStatus;
  /** Whole, as it was written. */
  readonly correlationId?: string;
  readonly service?: string;
  readonly minErrors: number;
  /** Time of the first log: inclusive, and exclusive. */
  readonly from?: string;
  readonly to?: string;
}

type Dsl = Readonly<Record<string, unknown>>;

/**
 * The Elasticsearch query of a search for groups. The tenant stands beside what the user asked: nothing a user writes
 * can widen it.
 */
export function groupDsl(asked: GroupQuery): Dsl {
  const { tenant, text, status, correlationId, service, minErrors, from, to } = asked;
  const window = { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }) };
  const filter = [
    { term: { tenant } },
    ...(Object.keys(window).length > 0 ? [{ range: { '@timestamp': window } }] : []),
    ...termOf('status', status),
    ...termOf('correlation.id', correlationId),
    ...termOf('services', service),
    ...(minErrors === 0 ? [] : [{ range: { errors: { gte: minErrors } } }]),
    ...wordsOf(text).map(wordClause),
  ];
  const merged = status === undefined ? { must_not: [{ term: { status: 'merged' } }] } : {};
  return { bool: { filter, ...merged } };
}

function termOf(field: string, value: string | undefined): readonly Dsl[] {
  return value === undefined ? [] : [{ term: { [field]: value } }];
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Whole, or by its pieces as the standard analyzer splits them, in order. */
function wordClause(word: string): Dsl {
  const whole = ['correlation.id', 'services'].map((field) => ({ term: { [field]: word } }));
  const fields = ['correlation.id.text', 'services.text'];
  const pieces = { multi_match: { query: word, type: 'phrase_prefix', fields } };
  return { bool: { should: [...whole, pieces], minimum_should_match: 1 } };
}
