/**
 * Characters that could move a terminal's cursor, change its state, reorder what is read or hide in it: C0 and C1
 * controls, DEL, line and paragraph separators, the bidirectional marks, embeddings, overrides and isolates,
 * zero-width space and no-break space, invisible operators, interlinear annotations, and tags. The zero-width joiners
 * stay: scripts and emoji need them.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Text from a log or a server as one line that is safe to print: each unsafe character becomes a visible escape
 * (`\n`, `\t`, `\x1b`, `\u202e`).
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, escapeOf);
}

/** As {@link printable}, but keeps line breaks and tabs, for text that is shown as a block. */
export function printableBlock(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}

/**
 * A value as one line of JSON that is safe to print: what {@link printable} escapes is written as JSON's own escapes, so
 * that a program reads the same value.
 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => character.split('').map(jsonEscape).join(''));
}

function jsonEscape(codeUnit: string): string {
  return `\\u${codeUnit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
