import { standardTokens } from './standard-tokens.js';

/** Whether the words of a phrase stand side by side, in this order, among the tokens of a text. */
function hasPhrase(tokens: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  const last = tokens.length - phrase.length;
  for (let at = 0; at <= last; at++) {
    if (phrase.every((word, index) => tokens[at + index] === word)) return true;
  }
  return false;
}

/** What one query finds in some lines, counted by words and by characters. */
export interface LineCounts {
  /** Lines that hold the query's words side by side. */
  readonly byTokens: number;
  /** Lines that hold the query's characters: `grep -cF`. */
  readonly byCharacters: number;
  /** Lines that only one of the two finds, with the reason. */
  readonly onlyTokens: readonly string[];
  readonly onlyCharacters: readonly string[];
}

/** Counts the lines that match a query, whose quotes are taken off. */
export function countLines(lines: readonly string[], query: string): LineCounts {
  const text = query.replace(/^"(.*)"$/, '$1');
  const phrase = standardTokens(text);
  const onlyTokens: string[] = [];
  const onlyCharacters: string[] = [];
  let byTokens = 0;
  let byCharacters = 0;
  for (const line of lines) {
    const words = hasPhrase(standardTokens(line), phrase);
    const characters = line.includes(text);
    if (words) byTokens++;
    if (characters) byCharacters++;
    if (words && !characters) onlyTokens.push(line);
    if (characters && !words) onlyCharacters.push(line);
  }
  return { byTokens, byCharacters, onlyTokens, onlyCharacters };
}

/** Why the words of a text differ from its characters on one line: the place, as words and as written. */
export function explainDifference(line: string, query: string): string {
  const text = query.replace(/^"(.*)"$/, '$1');
  const at = line.indexOf(text);
  if (at >= 0) {
    const from = line.lastIndexOf(' ', at) + 1;
    const space = line.indexOf(' ', at + text.length);
    const around = line.slice(from, space === -1 ? undefined : space);
    return `"${text}" is there only within other words: ${standardTokens(around).join(' | ')}`;
  }
  return `the words ${standardTokens(text).join(' | ')} are there, written otherwise`;
}
