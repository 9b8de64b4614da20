import { EXIT, type ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import type { Terminal } from '../output/terminal.js';

/** Says why an answer may be incomplete, if it may, and with which status to leave. */
export function tellIncomplete(reason: string | undefined, terminal: Terminal): ExitCode {
  if (reason === undefined) return EXIT.ok;
  terminal.note(`The answer may be incomplete: ${printable(reason)}.`);
  return EXIT.found;
}
