/** How the text at the end of a line is quoted: not, or by a quotation mark that is still open. */
export type OpenQuote = '' | "'" | '"';

/** A word of a command line as a shell reads it. */
export interface ShellWord {
  /** Without its quotation marks and backslashes. */
  readonly text: string;
  readonly openQuote: OpenQuote;
  /** Where the text after the open quotation mark begins in the line; where the word begins when none is open. */
  readonly openAt: number;
}

/** Characters a backslash quotes inside double quotation marks; before others it stands for itself. */
const QUOTED_IN_DOUBLE = '"\\$`';

/**
 * The words of a command line that is still being typed, up to its end. The last is the word being typed: empty where the
 * line ends in white space. Nothing is expanded: `$HOME` and `*.log` stay as they are.
 */
export function splitShellLine(line: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  for (let at = 0; at <= line.length;) {
    at += /^\s*/.exec(line.slice(at))?.[0].length ?? 0;
    const { end, ...word } = readWord(line, at);
    words.push(word);
    if (end >= line.length) break;
    at = end;
  }
  return words;
}

function readWord(line: string, start: number): ShellWord & { readonly end: number } {
  let text = '';
  let openQuote: OpenQuote = '';
  let openAt = start;
  let at = start;
  for (; at < line.length; at++) {
    const character = line[at] ?? '';
    if (openQuote === '' && /\s/.test(character)) break;
    if (character === openQuote) {
      [openQuote, openAt] = ['', start];
    } else if (openQuote === '' && (character === "'" || character === '"')) {
      [openQuote, openAt] = [character, at + 1];
    } else if (isEscape(line, at, openQuote)) {
      text += line[++at] ?? '';
    } else {
      text += character;
    }
  }
  return { text, openQuote, openAt, end: at };
}

function isEscape(line: string, at: number, openQuote: OpenQuote): boolean {
  if (line[at] !== '\\' || openQuote === "'") return false;
  return openQuote === '' || QUOTED_IN_DOUBLE.includes(line[at + 1] ?? ' ');
}

/** Text as it is typed so that a POSIX shell reads just that, given the quotation mark that is open there. */
export function quotedForShell(text: string, openQuote: OpenQuote): string {
  switch (openQuote) {
    case "'":
      return text.replaceAll("'", `'\\''`);
    case '"':
      return text.replaceAll(/["\\$`]/g, '\\$&');
    case '':
      return text.replaceAll(/[^\w@%+=:,./-]/gu, '\\$&');
  }
}
