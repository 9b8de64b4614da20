import { KNOWN_LEVELS } from './known-fields.js';
import type { Candidate, CompletionSource } from './completion.js';

/** The end of a query that is being typed: the beginning of a field's name, or of its value. */
type QueryEnd =
  | { readonly kind: 'name'; readonly before: string; readonly prefix: string }
  | { readonly kind: 'value'; readonly before: string; readonly field: string; readonly prefix: string };

const NAME = /^[A-Za-z_@][\w.@-]*$/;
const VALUE_START = /^([A-Za-z_@][\w.@-]*?):?(?::|>=|<=|>|<)("?)/;
/** What needs no quotation marks as the value of a field. */
const PLAIN_VALUE = /^[\w.@][\w.@-]*$/;

/**
 * What the last term of a query may become: names of fields, and behind `field:` its values. Words of the message are
 * left alone.
 */
export async function completeQuery(text: string, source: CompletionSource): Promise<readonly Candidate[]> {
  const end = queryEnd(text);
  if (end === undefined) return [];
  if (end.kind === 'name') {
    const names = await source.fieldNames(end.prefix);
    return names.map((name) => ({ word: `${end.before}${name}:`, description: '', goesOn: true }));
  }
  const values = isLevel(end.field)
    ? KNOWN_LEVELS.filter((level) => level.startsWith(end.prefix))
    : await source.fieldValues(end.field, end.prefix);
  return values.map((value) => ({ word: `${end.before}${valueTerm(value)}`, description: '' }));
}

/** The last term of a query that is not finished; undefined where it is none that can be completed. */
function queryEnd(text: string): QueryEnd | undefined {
  const start = lastTermStart(text);
  const before = text.slice(0, start);
  const term = text.slice(start);
  if (NAME.test(term)) return { kind: 'name', before, prefix: term };
  const [operator, field = '', quote] = VALUE_START.exec(term) ?? [];
  if (operator === undefined) return undefined;
  const kept = quote === '' ? operator : operator.slice(0, -1);
  const prefix = term.slice(operator.length);
  // A value between quotation marks is complete once they are closed.
  if (quote !== '' && prefix.includes('"')) return undefined;
  return { kind: 'value', before: before + kept, field, prefix };
}

/** After the last white space, parenthesis or leading minus that is outside of quotation marks. */
function lastTermStart(text: string): number {
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\') at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (/[\s(]/.test(character) || (character === '-' && at === start))) start = at + 1;
  }
  return start;
}

function isLevel(field: string): boolean {
  return field === 'level' || field === 'log.level' || field === 'severity';
}

function valueTerm(value: string): string {
  return PLAIN_VALUE.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
