import { CommanderError, type Command } from 'commander';
import { CliError } from './cli-error.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { InterruptedError } from './interrupt.js';
import { printable, printableBlock } from './output/printable.js';
import type { Terminal } from './output/terminal.js';

/**
 * Runs a command line to its end and says with which status to leave; undefined when the command has set its own.
 * Prints what went wrong: message and hint for what a user can act on, the stack for a fault of the program.
 */
export async function runProgram(
  program: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode | undefined> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    return report(error, terminal);
  }
}

/** Prints an error and returns the status it stands for. */
export function report(error: unknown, terminal: Terminal): ExitCode {
  // Commander has printed help or the fault already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof InterruptedError) return EXIT.interrupted;
  const label = terminal.paintNote('red', 'millrace:');
  if (error instanceof CliError) {
    terminal.note(`${label} ${printable(error.message)}`);
    for (const line of error.excerpt) terminal.note(line);
    if (error.hint !== undefined) terminal.note(printable(error.hint));
    return error.exitCode;
  }
  terminal.note(`${label} ${printableBlock(describe(error))}`);
  return EXIT.failed;
}

/** Errors of the language are faults of the program, where the place tells more than the message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isFault = error instanceof TypeError || error instanceof ReferenceError;
  return isFault ? (error.stack ?? error.message) : error.message;
}
