import type { FieldTarget } from './field-term.js';
import { normalised } from './field-value.js';
import type { QueryNode } from './query-node.js';
import type { RawValue } from './raw-value.js';
import { onlyWord } from './standard-tokens.js';
import { valueFault } from './value-fault.js';
import { patternPieces } from './value-pattern.js';

/** UTF-16 units of a value that may be misspelt; of thousands an index makes nothing. */
const LONGEST = 256;

/**
 * `word~`, which may be misspelt; undefined when the value is none such: of a field of text only one plain word can be.
 * Throws QuerySyntaxError when the field cannot be asked for it.
 */
export function fuzzyTerm(
  { field, kind }: FieldTarget,
  value: RawValue & { readonly text: string },
): QueryNode | undefined {
  const written = beforeTilde(value.text);
  if (written === undefined || kind === 'number' || kind === 'date') return undefined;
  if (kind === 'text') {
    const word = onlyWord(written);
    return word === undefined ? undefined : { kind: 'fuzzy', field, word };
  }
  if (kind !== 'keyword')
    throw valueFault(
      value,
      'a value without ~, since attributes are found by their whole value or its beginning; quote it for the ~ itself',
    );
  if (written.length > LONGEST)
    throw valueFault(value, `a word of at most ${LONGEST} characters before the ~`);
  return { kind: 'fuzzy', field, word: normalised(field, written) };
}

/** What stands before a `~` at the end, its backslashes read; undefined when the `~` has one itself. */
function beforeTilde(text: string): string | undefined {
  if (!text.endsWith('~')) return undefined;
  const written = text.slice(0, -1);
  let backslashes = 0;
  while (written[written.length - 1 - backslashes] === '\\') backslashes++;
  const [only] = backslashes % 2 === 0 ? patternPieces(written) : [];
  return only && 'text' in only ? only.text : undefined;
}
