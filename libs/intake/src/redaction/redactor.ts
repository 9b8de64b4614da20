import { isUtf8 } from 'node:buffer';
import { RE2JS } from 're2js';
import { BUILT_IN_RULES } from './built-in-rules.js';
import type { RedactionRule } from './built-in-rules.js';
import { namedValueRule } from './named-value-rule.js';
import { redactJsonText } from './redact-json-text.js';
import type { RedactionPolicy } from './redaction-policy.js';
import { createSecretNames } from './secret-names.js';

/** Counts what was replaced, across the texts of one log. */
export interface RedactionTally {
  count: number;
}

/** Removes secrets as one policy says. Deterministic, idempotent, linear in the length of what it is given. */
export interface Redactor {
  /** The text with each secret replaced by `[REDACTED:<rule>]`; the same string when there is none. */
  text(value: string, tally: RedactionTally): string;
  /** The same for text that may be JSON: its keys are seen, and it stays JSON. */
  json(value: string, tally: RedactionTally): string;
  /** Whether a field of this name holds a secret whatever its value. */
  isSecretField(name: string): boolean;
  /** Bytes as they came (JSON or not, valid UTF-8 or not), for dead letters; JSON stays JSON. */
  bytes(value: Buffer): { readonly bytes: Buffer; readonly redacted: number };
}

/** Without one of these nothing built in can match; most texts have none and cost one scan. */
const BUILT_IN_HINT =
  /eyJ|-----BEGIN|:\/\/[^\s/]*@|bearer|basic |AKIA|ASIA|AROA|AIDA|gh[pousr]_|github_pat_|xox[abeoprs]-|mr_|[3-6]\d{3}[ -]?\d{4}/i;

/** Builds the redactor of a policy; throws on a pattern that does not compile, which the schema has excluded. */
export function createRedactor(policy: RedactionPolicy): Redactor {
  if (!policy.enabled) return DISABLED;
  const text = createTextRules(policy);
  const isSecretField = createSecretNames(policy.secretFields);
  const json: Redactor['json'] = (value, tally) => redactJsonText(value, { text, isSecretField }, tally);
  return { text, json, isSecretField, bytes: (value) => redactBytes(value, json) };
}

function createTextRules(policy: RedactionPolicy): Redactor['text'] {
  const named = namedValueRule(policy.secretFields);
  const own = policy.rules.map(({ name, pattern }) => ({
    mask: maskOf(name),
    regexp: RE2JS.compile(pattern),
  }));
  return (value, tally) => {
    let result = value;
    if (BUILT_IN_HINT.test(result))
      for (const rule of BUILT_IN_RULES) result = applyRule(rule, result, tally);
    // A name without one of these has no value.
    if (named !== undefined && (result.includes('=') || result.includes(':')))
      result = applyRule(named, result, tally);
    for (const rule of own) result = applyOwnRule(rule, result, tally);
    return result;
  };
}

function redactBytes(value: Buffer, json: Redactor['json']): ReturnType<Redactor['bytes']> {
  const tally = { count: 0 };
  // latin1 maps every byte to one character and back, so bytes that are no text survive around a mask.
  const encoding = isUtf8(value) ? 'utf8' : 'latin1';
  const before = value.toString(encoding);
  const after = json(before, tally);
  return after === before
    ? { bytes: value, redacted: 0 }
    : {
        bytes: Buffer.from(encoding === 'utf8' ? after : escapeWide(after), encoding),
        redacted: tally.count,
      };
}

/** Only a JSON string that was read and written again can hold characters that are no byte; they go back to escapes. */
function escapeWide(text: string): string {
  return text.replace(/[\u0100-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function applyRule(rule: RedactionRule, value: string, tally: RedactionTally): string {
  rule.pattern.lastIndex = 0;
  if (!rule.pattern.test(value)) return value;
  return value.replace(rule.pattern, (match: string, ...rest: unknown[]) => {
    if (rule.accepts?.(match) === false) return match;
    tally.count++;
    const groups = rest.at(-1);
    const kept = typeof groups === 'object' && groups !== null && 'keep' in groups ? String(groups.keep) : '';
    return kept + openingQuote(match.slice(kept.length)) + maskOf(rule.name);
  });
}

/** The quote that opens a value stays, because the one that closes it does. */
function openingQuote(value: string): string {
  return /^\\?["']/.exec(value)?.[0] ?? '';
}

function applyOwnRule(rule: { mask: string; regexp: RE2JS }, value: string, tally: RedactionTally): string {
  const matcher = rule.regexp.matcher(value);
  if (!matcher.find()) return value;
  let result = '';
  let from = 0;
  do {
    if (matcher.end() === matcher.start()) continue;
    result += value.slice(from, matcher.start()) + rule.mask;
    from = matcher.end();
    tally.count++;
  } while (matcher.find());
  return result + value.slice(from);
}

function maskOf(rule: string): string {
  return `[REDACTED:${rule}]`;
}

const DISABLED: Redactor = Object.freeze({
  text: (value: string) => value,
  json: (value: string) => value,
  isSecretField: () => false,
  bytes: (value: Buffer) => ({ bytes: value, redacted: 0 }),
});
