/**
 * Characters that could move a terminal's cursor, change its state or reorder what is read: C0 and C1 controls, DEL,
 * line and paragraph separators, and the bidirectional embeddings, overrides and isolates.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

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

function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
