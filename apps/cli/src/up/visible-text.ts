/** C0 and C1 control characters and DEL, except tab and newline: what could move a terminal's cursor or change its state. */
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Text from a log made safe to print: every control character becomes a visible escape such as `\x1b`. */
export function visibleText(text: string): string {
  return text.replace(CONTROL, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
