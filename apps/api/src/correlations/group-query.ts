import type { GroupStatus } from '@millrace/schemas';

/** A search for correlation groups by a user of a tenant. */
export interface GroupQuery {
  readonly tenant: string;
  /** Words of correlation id or services, all of which must occur: each a beginning, or whole pieces within. */
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

/** What a text asks for, each of which must occur. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/**
 * A beginning, of which all are found: expanding the pieces would stop at some number of them. Or whole pieces within,
 * as the standard analyzer splits them, in order.
 */
function wordClause(word: string): Dsl {
  const beginnings = ['correlation.id', 'services'].map((field) => ({
    prefix: { [field]: { value: word, case_insensitive: true } },
  }));
  const fields = ['correlation.id.text', 'services.text'];
  const pieces = { multi_match: { query: word, type: 'phrase', fields } };
  return { bool: { should: [...beginnings, pieces], minimum_should_match: 1 } };
}
