import { fieldKind } from './field-kind.js';
import type { QueryNode, RangeBounds, RangeOperator } from './query-node.js';
import { renderRegex } from './regex/render-regex.js';
import { wildcardPieces } from './value-pattern.js';
import type { PatternPiece } from './value-pattern.js';

const PLAIN_WORD = /^[a-z][a-z0-9]*$/;
const PLAIN_VALUE = /^[A-Za-z0-9][\w.:-]*$/;
const SIGNS: Readonly<Record<RangeOperator, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** A query that means what a node means, for people; to be parsed again it may be over the bounds of queries. */
export function canonicalText(node: QueryNode): string {
  switch (node.kind) {
    case 'all':
      return '*';
    case 'not':
      return `-${enclosed(node.node)}`;
    case 'and':
      return node.nodes.map((each) => (each.kind === 'or' ? enclosed(each) : canonicalText(each))).join(' ');
    case 'or':
      return node.nodes.map(canonicalText).join(' OR ');
    default:
      return termText(node);
  }
}

function enclosed(node: QueryNode): string {
  return node.kind === 'and' || node.kind === 'or' ? `(${canonicalText(node)})` : canonicalText(node);
}

function termText(node: Exclude<QueryNode, { kind: 'all' | 'not' | 'and' | 'or' }>): string {
  const { field } = node;
  const isMessage = field === 'message';
  switch (node.kind) {
    case 'text':
      return isMessage
        ? PLAIN_WORD.test(node.text)
          ? node.text
          : quoted(node.text)
        : `${field}:${valueText(node.text)}`;
    case 'equals':
      return `${field}:${valueText(node.value)}`;
    case 'exists':
      return `${field}:*`;
    case 'prefix':
      return isMessage && PLAIN_WORD.test(node.prefix)
        ? `${node.prefix}*`
        : `${field}:${patternText([{ text: node.prefix }, { wild: '*' }])}`;
    case 'wildcard':
      return `${field}:${patternText(wildcardPieces(node.pattern))}`;
    case 'regexp':
      return `${field}:/${renderRegex(node.regex)}/`;
    case 'fuzzy':
      return isMessage && PLAIN_WORD.test(node.word)
        ? `${node.word}~`
        : `${field}:${patternText([{ text: node.word }])}~`;
    case 'range':
      return rangeText(field, node.bounds);
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function valueText(value: string | number): string {
  return typeof value === 'number' ? String(value) : PLAIN_VALUE.test(value) ? value : quoted(value);
}

/** What a query could take for an operator has a backslash. */
function patternText(pieces: readonly PatternPiece[]): string {
  const escaped = (text: string) => text.replaceAll(/[\s\\*?()"[\]{}/~<>]/g, String.raw`\$&`);
  return pieces.map((piece) => ('wild' in piece ? piece.wild : escaped(piece.text))).join('');
}

function rangeText(field: string, bounds: RangeBounds): string {
  const [lower] = (['gt', 'gte'] as const).filter((operator) => bounds[operator] !== undefined);
  const [upper] = (['lt', 'lte'] as const).filter((operator) => bounds[operator] !== undefined);
  const bound = (operator: RangeOperator) => boundText(field, bounds[operator] ?? '');
  if (lower && upper)
    return `${field}:${lower === 'gt' ? '{' : '['}${bound(lower)} TO ${bound(upper)}${upper === 'lt' ? '}' : ']'}`;
  const operator = lower ?? upper;
  return operator ? `${field}${SIGNS[operator]}${bound(operator)}` : `${field}:*`;
}

/** Texts are always quoted, so that none is an open end. */
function boundText(field: string, bound: string | number): string {
  return typeof bound === 'string' && fieldKind(field) !== 'date' ? quoted(bound) : String(bound);
}
