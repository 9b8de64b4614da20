import type { FieldTarget } from './field-term.js';
import { valueFault } from './value-fault.js';
import { normalised } from './field-value.js';
import { lowerCase } from './lower-case.js';
import type { QuerySpan } from './parsed-query.js';
import { INDEX_BOUNDS } from './query-bounds.js';
import type { QueryNode } from './query-node.js';
import type { RawValue } from './raw-value.js';
import { lowerRegex } from './regex/lower-regex.js';
import { parseRegex } from './regex/parse-regex.js';
import { compileRegex } from './regex/regex-automaton.js';
import { renderRegex } from './regex/render-regex.js';
import { onlyWord, standardTokens } from './standard-tokens.js';
import { isStar, wildcardPattern, wildcardRegex } from './value-pattern.js';
import type { PatternPiece } from './value-pattern.js';
import { withinEdge } from './within-edge.js';

/** UTF-16 units of a value with wildcards. */
const PATTERN_LENGTH = 256;

const SIMPLER = 'a simpler pattern: less repetition behind *, .* or +';

/** A value with wildcards behind a field of texts. Throws QuerySyntaxError when such a field cannot be asked for it. */
export function patternTerm(
  { field, kind }: FieldTarget,
  written: readonly PatternPiece[],
  span: QuerySpan,
): QueryNode {
  if (span.end - span.start > PATTERN_LENGTH)
    throw valueFault(span, `a pattern of at most ${PATTERN_LENGTH} characters`);
  const parts = written.map((part) => ('wild' in part ? part : { text: asIndexed(field, kind, part.text) }));
  if (kind === 'text' && !mayBeToken(parts))
    throw valueFault(
      span,
      `a pattern within one word of ${field}, which is split into words at other characters; quote it for the text`,
    );
  const [first, second, third] = parts;
  if (first && 'text' in first && isStar(second) && third === undefined)
    return prefixTerm({ field, kind }, first.text, span);
  if (kind === 'attribute' || kind === 'unknown')
    throw valueFault(
      span,
      'a whole value or its beginning (value*), since attributes are indexed without other patterns; quote it for the characters themselves',
    );
  if (!compileRegex(wildcardRegex(parts))) throw valueFault(span, SIMPLER);
  return { kind: 'wildcard', field, pattern: wildcardPattern(parts) };
}

/** To an index the name of an attribute is the beginning of its value. */
function prefixTerm({ field, kind }: FieldTarget, prefix: string, span: QuerySpan): QueryNode {
  if (kind === 'attribute' || kind === 'unknown') withinEdge(prefix, span, 'a beginning');
  return { kind: 'prefix', field: kind === 'unknown' ? `attributes.${field}` : field, prefix };
}

/** A regular expression behind a field. Throws QuerySyntaxError when the field or this library cannot be asked for it. */
export function regexTerm(
  { field, kind }: FieldTarget,
  value: RawValue & { readonly text: string },
): QueryNode {
  if (kind === 'attribute' || kind === 'unknown')
    throw valueFault(
      value,
      'a value or its beginning (value*), since attributes are indexed without regular expressions; quote it for the slashes themselves',
    );
  if (kind !== 'keyword' && kind !== 'text')
    throw valueFault(value, `a value, since ${field} has no text for a regular expression`);
  const parsed = parseRegex(value.text, value.start + 1);
  const isLower = kind === 'text' || normalised(field, 'A') === 'a';
  const regex = isLower ? lowerRegex(parsed) : parsed;
  if (!compileRegex(regex)) throw valueFault(value, SIMPLER);
  const { length } = renderRegex(regex);
  if (length > INDEX_BOUNDS.regexCharacters)
    throw valueFault(
      value,
      `a shorter regular expression: with its classes written out this has ${length} characters, and an index takes ${INDEX_BOUNDS.regexCharacters}`,
    );
  return { kind: 'regexp', field, regex };
}

/** Whether a bare word is one word of a text and a star behind it. */
export function barePrefix(word: string): string | undefined {
  if (!word.endsWith('*') || word.length > PATTERN_LENGTH) return undefined;
  return onlyWord(word.slice(0, -1));
}

function asIndexed(field: string, kind: FieldTarget['kind'], text: string): string {
  return kind === 'text' ? lowerCase(text) : normalised(field, text);
}

/** Whether a pattern could be met by a word: with letters, digits or nothing for its wildcards it is one. */
function mayBeToken(parts: readonly PatternPiece[]): boolean {
  return ['a', '0', ''].some((filling) => {
    const text = parts.map((part) => ('text' in part ? part.text : filling)).join('');
    const [token, second] = standardTokens(text);
    return second === undefined && (token === text || text === '');
  });
}
