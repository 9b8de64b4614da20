import type { RedactionRule } from './built-in-rules.js';

/** What may stand in the mask's place: a quoted string, or everything up to white space or punctuation. */
const VALUE = String.raw`\\?"(?:[^"\\]|\\[^"])*|\\?'[^'\\]*|[^\s,;&"'\\\])}>]+`;
/** `Authorization: Bearer abc`: the scheme belongs to what is removed. */
const SCHEME = String.raw`(?:(?:bearer|basic|digest|token|negotiate) +)?`;

/**
 * Finds `name=value` and `name: value` in text for the listed secret names, also as the end of a longer name
 * (`db_password=`), quoted (`"password":"x"`) and, for cookies, to the end of the line. `PWD=/home/x` is a path and
 * `Failed password for root` names no value; both stay, and so do booleans.
 */
export function namedValueRule(listed: readonly string[]): RedactionRule | undefined {
  if (listed.length === 0) return undefined;
  const spelled = listed.map((name) => (name.length < 5 ? `\\b${loose(name)}` : loose(name))).join('|');
  const pattern = new RegExp(
    String.raw`(?<keep>(?:${spelled})\\?["']?(?: {0,4}= {0,4}|: {0,4}))(?! {0,4}(?:\\?["']?\[REDACTED:|\/|(?:null|true|false)\b))(?:(?<=cookies?\\?["']?[=:] {0,4})[^\r\n"\\]+|${SCHEME}(?:${VALUE}))`,
    'gi',
  );
  return { name: 'field', pattern };
}

function loose(name: string): string {
  return name.replaceAll('_', '[_.-]?');
}
