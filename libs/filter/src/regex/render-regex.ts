import { LAST_CODE_POINT } from './regex-node.js';
import type { CodeRange, Regex } from './regex-node.js';

/**
 * The expression as Lucene reads it with flags NONE, which is also how a query may be written. Whatever could be an
 * operator in either has a backslash.
 */
export function renderRegex(regex: Regex): string {
  switch (regex.kind) {
    case 'class':
      return renderClass(regex.ranges);
    case 'sequence':
      return regex.parts
        .map((part) => (part.kind === 'choice' ? `(${renderRegex(part)})` : renderRegex(part)))
        .join('');
    case 'choice':
      return regex.options.map(renderRegex).join('|');
    case 'repeat':
      return renderAtom(regex.part) + renderCounts(regex.min, regex.max);
  }
}

function renderAtom(regex: Regex): string {
  return regex.kind === 'class' ? renderRegex(regex) : `(${renderRegex(regex)})`;
}

function renderCounts(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function renderClass(ranges: readonly CodeRange[]): string {
  const [only, second] = ranges;
  if (only && second === undefined) {
    if (only.first === only.last) return renderCode(only.first);
    if (only.first === 0 && only.last === LAST_CODE_POINT) return '.';
  }
  const members = ranges.map(({ first, last }) =>
    first === last ? renderCode(first) : `${renderCode(first)}-${renderCode(last)}`,
  );
  return `[${members.join('')}]`;
}

function renderCode(code: number): string {
  const character = String.fromCodePoint(code);
  const isPlain = code < 0x80 ? /[A-Za-z0-9]/.test(character) : !/\s/.test(character);
  return isPlain ? character : `\\${character}`;
}
