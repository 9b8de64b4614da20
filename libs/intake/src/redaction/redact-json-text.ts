import { endOfToken, matchToken } from './json-token.js';
import type { Redactor, RedactionTally } from './redactor.js';

/**
 * Redacts text that may be JSON, whole or broken: the value of a secret key is replaced as a whole, however nested,
 * and every string is redacted as what it stands for. Text that is no JSON is redacted as text. One pass, no parse,
 * so that what is left is as it came.
 */
export function redactJsonText(
  source: string,
  redactor: Pick<Redactor, 'text' | 'isSecretField'>,
  tally: RedactionTally,
): string {
  if (!/^\s*[[{]/.test(source)) return redactor.text(source, tally);
  let result = '';
  let copied = 0;
  let at = 0;
  const replace = (from: number, to: number, by: string): void => {
    result += source.slice(copied, from) + by;
    copied = to;
  };
  while (at < source.length) {
    if (source[at] !== '"') {
      at++;
      continue;
    }
    const end = endOfToken(source, at);
    const value = matchToken(source, end, ':');
    const token = source.slice(at, end);
    if (value !== undefined && redactor.isSecretField(decoded(token))) {
      const valueEnd = endOfToken(source, value);
      if (isMaskable(source.slice(value, valueEnd))) {
        tally.count++;
        replace(value, valueEnd, '"[REDACTED:field]"');
      }
      at = valueEnd;
      continue;
    }
    const plain = decoded(token);
    const clean = redactor.text(plain, tally);
    if (clean !== plain) replace(at, end, JSON.stringify(clean));
    at = end;
  }
  return redactor.text(result + source.slice(copied), tally);
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
    return token.slice(1);
  }
}
