import { ANY, literal } from './regex/regex-node.js';
import type { Regex } from './regex/regex-node.js';

/** A run of characters that stand for themselves, or `*` or `?`. */
export type PatternPiece = { readonly text: string } | { readonly wild: '*' | '?' };

/** What a backslash before it makes a plain character of a value in a query. */
const ESCAPED_IN_QUERY = /[\s\\*?()"[\]{}/~<>]/;

/**
 * Takes an unquoted value apart. `*` is any characters, `?` any one; a backslash takes the meaning of white space and of
 * `\\*?()"[]{}/~<>`, and before anything else is itself.
 */
export function patternPieces(value: string): readonly PatternPiece[] {
  return pieces(value, (next) => ESCAPED_IN_QUERY.test(next));
}

/** An unquoted value that has no patterns, its backslashes read as in {@link patternPieces}. */
export function plainValue(value: string): string {
  return value.replaceAll(/\\(.)/gs, (both, next: string) => (ESCAPED_IN_QUERY.test(next) ? next : both));
}

/** The pieces of the pattern of a wildcard node, in which a backslash takes the meaning of any character. */
export function wildcardPieces(pattern: string): readonly PatternPiece[] {
  return pieces(pattern, () => true);
}

function pieces(value: string, isEscaped: (next: string) => boolean): readonly PatternPiece[] {
  const found: PatternPiece[] = [];
  let text = '';
  const endText = () => {
    if (text !== '') found.push({ text });
    text = '';
  };
  for (let at = 0; at < value.length; at++) {
    const character = value[at] ?? '';
    const next = value[at + 1];
    if (character === '\\' && next !== undefined && isEscaped(next)) {
      text += next;
      at++;
    } else if (character === '*' || character === '?') {
      endText();
      // Stars in a row say no more than one.
      if (character === '?' || !isStar(found.at(-1))) found.push({ wild: character });
    } else text += character;
  }
  endText();
  return found;
}

/** Whether a piece is `*`. */
export function isStar(piece: PatternPiece | undefined): boolean {
  return piece !== undefined && 'wild' in piece && piece.wild === '*';
}

/** The pattern of a wildcard node, as Elasticsearch reads it. */
export function wildcardPattern(parts: readonly PatternPiece[]): string {
  return parts
    .map((part) => ('wild' in part ? part.wild : part.text.replaceAll(/[\\*?]/g, String.raw`\$&`)))
    .join('');
}

/** The regular expression that means the same. */
export function wildcardRegex(parts: readonly PatternPiece[]): Regex {
  return {
    kind: 'sequence',
    parts: parts.flatMap((part): readonly Regex[] => {
      if ('text' in part) return Array.from(part.text, (character) => literal(character.codePointAt(0) ?? 0));
      return [part.wild === '?' ? ANY : { kind: 'repeat', part: ANY, min: 0 }];
    }),
  };
}
