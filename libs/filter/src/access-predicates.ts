import type { QueryNode } from './query-node.js';
import type { Regex } from './regex/regex-node.js';
import { wildcardPieces } from './value-pattern.js';

/** A term that an index of filters can be looked up by; a text is one word, and a prefix is never empty. */
export type AccessPredicate = Extract<QueryNode, { kind: 'equals' | 'text' | 'prefix' | 'range' }>;

/**
 * What to file a filter under, by its canonical form: every document that the filter matches meets at least one of the
 * predicates, which say nothing of the documents it does not match. None: it matches nothing. `scan`: nothing is sure
 * of what it matches, so that it must be tried on every document.
 */
export function accessPredicates(canonical: QueryNode): readonly AccessPredicate[] | 'scan' {
  switch (canonical.kind) {
    case 'not':
      return canonical.node.kind === 'all' ? [] : 'scan';
    case 'and':
      return canonical.nodes.map(accessPredicates).reduce(moreTelling, 'scan');
    case 'or':
      return canonical.nodes.map(accessPredicates).reduce(together, []);
    case 'text':
      return [{ ...canonical, text: longestWord(canonical.text) }];
    case 'equals':
    case 'prefix':
    case 'range':
      return [canonical];
    case 'wildcard':
      return beginning(canonical.field, patternBeginning(canonical.pattern));
    case 'regexp':
      return beginning(canonical.field, regexBeginning(canonical.regex).text);
    case 'all':
    case 'exists':
    case 'fuzzy':
      return 'scan';
  }
}

type Access = readonly AccessPredicate[] | 'scan';

function together(one: Access, other: Access): Access {
  return one === 'scan' || other === 'scan' ? 'scan' : [...one, ...other];
}

function moreTelling(one: Access, other: Access): Access {
  if (one === 'scan' || other === 'scan') return one === 'scan' ? other : one;
  return costOf(one) <= costOf(other) ? one : other;
}

/** A sum over the alternatives, each by how much of all logs probably meets it. */
function costOf(predicates: readonly AccessPredicate[]): number {
  return predicates.reduce((sum, predicate) => sum + shareOf(predicate), 0);
}

/** Fields whose values hardly any two logs of different origin share. */
const IDS: ReadonlySet<string> = new Set(['event.id', 'trace.id', 'span.id', 'correlation.id']);
/** Fields with a handful of values. */
const COARSE: ReadonlySet<string> = new Set([
  'tenant',
  'log.level',
  'severity',
  'correlation.source',
  'event.reference_clock',
]);

function shareOf(predicate: AccessPredicate): number {
  const { kind, field } = predicate;
  const ofField = IDS.has(field) ? 0.001 : COARSE.has(field) ? 4 : 1;
  switch (kind) {
    case 'equals':
      return ofField;
    case 'text':
      return 2 / predicate.text.length;
    case 'prefix':
      return ofField * (1 + 4 / predicate.prefix.length);
    case 'range':
      return 8;
  }
}

function longestWord(words: string): string {
  return words.split(' ').reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

function beginning(field: string, prefix: string): Access {
  return prefix === '' ? 'scan' : [{ kind: 'prefix', field, prefix }];
}

function patternBeginning(pattern: string): string {
  const [first] = wildcardPieces(pattern);
  return first && 'text' in first ? first.text : '';
}

/** The characters that everything of an expression begins with; `whole` when they are all of it. */
function regexBeginning(regex: Regex): { readonly text: string; readonly whole: boolean } {
  if (regex.kind === 'class') {
    const [only, second] = regex.ranges;
    return only && second === undefined && only.first === only.last
      ? { text: String.fromCodePoint(only.first), whole: true }
      : { text: '', whole: false };
  }
  if (regex.kind !== 'sequence') return { text: '', whole: false };
  let text = '';
  for (const part of regex.parts) {
    const start = regexBeginning(part);
    text += start.text;
    if (!start.whole) return { text, whole: false };
  }
  return { text, whole: true };
}
