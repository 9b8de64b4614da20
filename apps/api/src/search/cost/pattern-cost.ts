import type { QueryNode } from '@millrace/filter';

type Regex = Extract<QueryNode, { readonly kind: 'regexp' }>['regex'];

/** Letters with which a pattern must begin for its words to be few. */
const SELECTIVE_BEGINNING = 3;

/** What a pattern costs in one index, by the number of letters it certainly begins with: words are kept in order. */
export function patternPrice(beginning: number): { readonly weight: number; readonly why: string } {
  if (beginning === 0)
    return { weight: 1_000, why: 'every word of the field is read, as it may begin in any way' };
  if (beginning < SELECTIVE_BEGINNING) return { weight: 100, why: 'many words begin with so few letters' };
  return { weight: 10, why: 'every word with this beginning is read' };
}

/** Letters before the first wildcard; a backslash takes the meaning of what follows. */
export function wildcardBeginning(pattern: string): number {
  const beginning = /^(?:\\.|[^*?\\])*/s.exec(pattern)?.[0] ?? '';
  return beginning.replaceAll(/\\(.)/gs, '$1').length;
}

/** Letters that whatever a regular expression takes begins with. */
export function regexBeginning(regex: Regex): number {
  return beginningOf(regex).letters;
}

interface Beginning {
  readonly letters: number;
  /** Nothing else comes after them. */
  readonly isWhole: boolean;
}

function beginningOf(regex: Regex): Beginning {
  switch (regex.kind) {
    case 'class': {
      const [only, second] = regex.ranges;
      const isLetter = only !== undefined && second === undefined && only.first === only.last;
      return { letters: isLetter ? 1 : 0, isWhole: isLetter };
    }
    case 'sequence':
      return sequenceBeginning(regex.parts);
    case 'repeat': {
      const { letters, isWhole } = beginningOf(regex.part);
      return {
        letters: regex.min === 0 ? 0 : letters,
        isWhole: isWhole && regex.min === 1 && regex.max === 1,
      };
    }
    case 'choice':
      return { letters: Math.min(...regex.options.map((each) => beginningOf(each).letters)), isWhole: false };
  }
}

function sequenceBeginning(parts: readonly Regex[]): Beginning {
  let letters = 0;
  for (const part of parts) {
    const beginning = beginningOf(part);
    letters += beginning.letters;
    if (!beginning.isWhole) return { letters, isWhole: false };
  }
  return { letters, isWhole: true };
}
