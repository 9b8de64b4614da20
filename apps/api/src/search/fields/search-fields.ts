import { fieldKind } from '@millrace/filter';
import type { FieldKind } from '@millrace/filter';
import { logsMapping } from '@millrace/schemas';
import { createValueCounters } from './count-values.js';
import type { CountedValue, ValueCounter } from './count-values.js';
import type { InquiryMembers, LogInquiry } from '../log-inquiry.js';
import type { LogScope } from '../log-scope.js';
import { sampleLogs } from '../sample/sample-logs.js';
import type { LogSample } from '../sample/sample-logs.js';

/** What fields are asked for. */
export interface FieldQuery {
  readonly scope: LogScope;
  readonly sample: number;
  /** Values listed of each field. */
  readonly values: number;
  readonly limit: number;
  /** Beginning of a name; with `field`, of a value. */
  readonly prefix: string;
  /** Only this one. */
  readonly field?: string;
  /** Names registered under `numbers`. */
  readonly numberNames: Iterable<string>;
}

/** A field as the filter language has it. */
export interface LogField {
  readonly name: string;
  readonly type: FieldKind;
  /** Documents of the sample that have it. */
  readonly documents: number;
  readonly share: number;
  readonly values: readonly CountedValue[];
  /** Whether it has values that were passed over. */
  readonly moreValues: boolean;
}

/** Fields, the commonest first. */
export interface LogFields extends InquiryMembers {
  readonly fields: readonly LogField[];
  /** Fields beyond the limit. */
  readonly more: number;
  readonly sample: LogSample;
}

/** Names that are told apart in one answer; attributes beyond them are passed over. */
const MAX_NAMES = 5_000;
const OBJECTS: ReadonlySet<string> = new Set(['attributes', 'numbers']);
const LISTED: ReadonlySet<FieldKind> = new Set(['keyword', 'number', 'attribute']);

interface Seen {
  documents: number;
  readonly values: ValueCounter;
}

/** Looks at a sample for fields and their values; fails as an inquiry does. The same logs give the same answer. */
export async function searchFields(query: FieldQuery, inquiry: LogInquiry): Promise<LogFields> {
  const seen = new Map<string, Seen>();
  const counters = createValueCounters();
  const unseen = (): Seen => ({ documents: 0, values: counters() });
  for (const name of declaredNames(query.numberNames)) {
    if (wanted(name, query)) seen.set(name, unseen());
  }
  const sample = await sampleLogs(
    { scope: query.scope, documents: query.sample },
    inquiry,
    ({ source = {} }) => {
      for (const [name, value] of entriesOf(source)) {
        if (!wanted(name, query)) continue;
        const field = seen.get(name) ?? (seen.size < MAX_NAMES ? unseen() : undefined);
        if (field === undefined) continue;
        seen.set(name, field);
        field.documents++;
        if (LISTED.has(fieldKind(name))) field.values.add(value);
      }
    },
  );
  const byNumber = [...seen].sort(([a, x], [b, y]) => y.documents - x.documents || (a < b ? -1 : 1));
  const fields = byNumber.slice(0, query.limit).map(([name, each]) => described([name, each], query, sample));
  return { fields, more: byNumber.length - fields.length, sample, ...inquiry.members() };
}

function* declaredNames(numberNames: Iterable<string>): Generator<string> {
  for (const name of Object.keys(logsMapping())) if (!OBJECTS.has(name)) yield name;
  for (const name of numberNames) yield `numbers.${name}`;
}

function* entriesOf(source: Readonly<Record<string, unknown>>): Generator<[name: string, value: unknown]> {
  for (const [name, value] of Object.entries(source)) {
    if (!OBJECTS.has(name)) yield [name, value];
    else for (const [key, each] of Object.entries(value ?? {})) yield [`${name}.${key}`, each];
  }
}

/** A name counts by its beginning, with or without `attributes.` or `numbers.` before it. */
function wanted(name: string, { field, prefix }: Pick<FieldQuery, 'field' | 'prefix'>): boolean {
  const short = name.replace(/^(?:attributes|numbers)\./, '');
  if (field !== undefined) return name === field || short === field;
  const beginning = prefix.toLowerCase();
  return name.toLowerCase().startsWith(beginning) || short.toLowerCase().startsWith(beginning);
}

function described(
  [name, { documents, values }]: readonly [string, Seen],
  query: FieldQuery,
  sample: LogSample,
): LogField {
  return {
    name,
    type: fieldKind(name),
    documents,
    share: sample.documents === 0 ? 0 : documents / sample.documents,
    values: values.top(query.values, query.field === undefined ? '' : query.prefix),
    moreValues: values.partial(),
  };
}
