import { canonicalForm, compilePredicate, parseFilter, queryDsl, QuerySyntaxError } from '@millrace/filter';
import type { Predicate, QueryNode } from '@millrace/filter';
import type { CanonicalDocument } from '@millrace/schemas';
import type { Found, ProofIndex } from './proof-index.js';

/** What the tail and a search say of one document. */
export interface Answers {
  readonly tail: string;
  readonly search: string;
}

/** A filter on documents: which of them it meets, and those of which the two do not say the same. */
export type Comparison =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'compared';
      readonly node: QueryNode;
      readonly matches: number;
      readonly differences: readonly (Answers & { readonly document: CanonicalDocument })[];
    };

/** A filter that was understood, as the tail and a search each run it. */
interface Compiled {
  readonly node: QueryNode;
  readonly predicates: readonly (Predicate | string)[];
  readonly dsl: unknown;
}

/** Asks the tail's predicate, also that of the canonical form, and Elasticsearch, for filters on the same documents. */
export async function compareAnswers(
  index: ProofIndex,
  documents: readonly CanonicalDocument[],
  queries: readonly string[],
): Promise<readonly Comparison[]> {
  const [first] = documents;
  if (!first) throw new Error('comparing answers: there are no documents');
  const compiled = queries.map((query) => compile(query, first.tenant));
  const understood = compiled.filter((each) => typeof each !== 'string');
  const answers = (await index.search(understood.map(({ dsl }) => dsl)))[Symbol.iterator]();
  // What a socket gets is what was parsed from the bytes.
  const parsed = documents.map((document) => JSON.parse(JSON.stringify(document)) as CanonicalDocument);
  return compiled.map((each) => {
    if (typeof each === 'string') return { kind: 'refused', reason: each };
    return compareOne(each, parsed, answers.next().value ?? { refused: 'no answer' });
  });
}

function compile(query: string, tenant: string): Compiled | string {
  try {
    const node = parseFilter(query);
    const predicates = [node, canonicalForm(node)].map(predicateOf);
    return { node, predicates, dsl: queryDsl(node, { tenant }) };
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error.message;
    throw error;
  }
}

function predicateOf(node: QueryNode): Predicate | string {
  try {
    return compilePredicate(node);
  } catch (error) {
    return `refuses: ${String(error)}`;
  }
}

function compareOne(
  { node, predicates }: Compiled,
  documents: readonly CanonicalDocument[],
  found: Found,
): Comparison {
  let matches = 0;
  const differences = documents.flatMap((document) => {
    const search = 'ids' in found ? said(found.ids.has(document['event.id'])) : `refuses: ${found.refused}`;
    if (search === 'meets') matches++;
    const tail = predicates
      .map((predicate) => answerOf(predicate, document))
      .find((answer) => answer !== search);
    return tail === undefined ? [] : [{ document, tail, search }];
  });
  return { kind: 'compared', node, matches, differences };
}

function answerOf(predicate: Predicate | string, document: CanonicalDocument): string {
  if (typeof predicate === 'string') return predicate;
  try {
    return said(predicate(document));
  } catch (error) {
    return `throws: ${String(error)}`;
  }
}

function said(meets: boolean): string {
  return meets ? 'meets' : 'does not meet';
}
