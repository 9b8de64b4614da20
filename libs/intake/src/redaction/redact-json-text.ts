import { endOfToken, matchToken } from './json-token.js';
import { FIELD_MASK } from './field-mask.js';
import type { Redactor, RedactionTally } from './redactor.js';

/**
 * Redacts text that may be JSON, whole or broken: the value of a secret key is replaced as a whole, however nested,
 * and every string and number is redacted as what it stands for. Text that is no JSON is redacted as text. One pass,
 * so that what is left is as it came; JSON stays JSON.
 */
export function redactJsonText(source: string, redactor: TextRedactor, tally: RedactionTally): string {
  if (!/^\s*[[{]/.test(source)) return redactor.text(source, tally);
  const rewritten = rewriteTokens(source, redactor, tally);
  if (isJson(rewritten)) return rewritten;
  // Broken somewhere: what stands outside strings there may be a secret too.
  return rewritten
    .split('\n')
    .map((line) => (isJson(line) ? line : redactor.text(line, tally)))
    .join('\n');
}

type TextRedactor = Pick<Redactor, 'text' | 'isSecretField'>;

function rewriteTokens(source: string, redactor: TextRedactor, tally: RedactionTally): string {
  let result = '';
  let copied = 0;
  let at = 0;
  while (at < source.length) {
    if (!STARTS_TOKEN.test(source.charAt(at))) {
      at++;
      continue;
    }
    const end = endOfToken(source, at);
    const token = source.slice(at, end);
    const value = token.startsWith('"') ? matchToken(source, end, ':') : undefined;
    if (value !== undefined && redactor.isSecretField(decoded(token))) {
      at = endOfToken(source, value);
      if (!isMaskable(source.slice(value, at))) continue;
      result += `${source.slice(copied, value)}"${FIELD_MASK}"`;
      tally.count++;
      copied = at;
    } else {
      const plain = decoded(token);
      const clean = redactor.text(plain, tally);
      if (clean !== plain) {
        result += source.slice(copied, at) + JSON.stringify(clean);
        copied = end;
      }
      at = end;
    }
  }
  return result + source.slice(copied);
}

/** A string or a number; the other tokens of JSON hold nothing. */
const STARTS_TOKEN = /["\d]/;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Booleans and nulls are no secrets; a mask is not masked again. */
function isMaskable(value: string): boolean {
  return value !== '' && !/^(?:true|false|null|"\[REDACTED:[^"]*")$/.test(value);
}

/** What a JSON string stands for; a broken one is taken as it is. */
function decoded(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token.replace(/^"/, '');
  }
}
