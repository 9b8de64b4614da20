import { lowerCase } from '../lower-case.js';
import { lowerRanges } from './code-ranges.js';
import type { Regex } from './regex-node.js';

/** The expression for values that are kept in lower case: its capitals mean small letters. */
export function lowerRegex(regex: Regex): Regex {
  switch (regex.kind) {
    case 'class':
      return { kind: 'class', ranges: lowerRanges(regex.ranges, lowerCase) };
    case 'sequence':
      return { kind: 'sequence', parts: regex.parts.map(lowerRegex) };
    case 'choice':
      return { kind: 'choice', options: regex.options.map(lowerRegex) };
    case 'repeat':
      return { ...regex, part: lowerRegex(regex.part) };
  }
}
