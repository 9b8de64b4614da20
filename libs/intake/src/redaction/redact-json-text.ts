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
  return isJson(rewritten) ? rewritten : redactBrokenLines(rewritten, redactor, tally);
}

/** Broken somewhere: what stands outside strings there may be a secret too. */
function redactBrokenLines(text: string, redactor: TextRedactor, tally: RedactionTally): string {
  let broken = 0;
  const redactLine = (line: string): string => {
    if (broken < MAX_BROKEN_LINES && isJson(line)) return line;
    broken++;
    return redactor.text(line, tally);
  };
  return text.split('\n').map(redactLine).join('\n');
}

/** Lines that turn out not to be JSON before no more are tried: each costs as much as scanning kilobytes. */
const MAX_BROKEN_LINES = 1000;

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

const REAL = /^\d{1,32}(?:\.\d{1,32}(?:[eE][+-]?\d{1,3})?|[eE][+-]?\d{1,3})$/;
const ESCAPE = /\\(?:u([\da-fA-F]{4})|(.))/gs;
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * What a JSON string or number stands for; a broken one as nearly as can be told. By hand, because the parser's
 * exceptions cost a thousand times as much as a token, and hostile text is all broken tokens.
 */
function decoded(token: string): string {
  if (!token.startsWith('"')) return REAL.test(token) ? String(Number(token)) : token;
  const content = token.slice(1, token.length > 1 && token.endsWith('"') ? -1 : undefined);
  if (!content.includes('\\')) return content;
  return content.replace(ESCAPE, (_, hex: string | undefined, character: string | undefined) =>
    hex === undefined
      ? (ESCAPED[character ?? ''] ?? character ?? '')
      : String.fromCharCode(parseInt(hex, 16)),
  );
}
