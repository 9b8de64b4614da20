import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './stack.js';

/** A line that a command printed, and when. */
export interface PrintedLine {
  readonly text: string;
  /** ms since 1970. */
  readonly atMs: number;
}

/** A command that goes on until it is told to stop. */
export interface RunningCli {
  readonly printed: readonly PrintedLine[];
  /** Lines on standard error. */
  readonly notes: readonly string[];
  /** Ends it as Ctrl-C does; resolves with its exit status. */
  interrupt(): Promise<number | null>;
}

/** Starts `millrace` as a user would. It dies with this process. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv): RunningCli {
  const program = join(ROOT, 'apps', 'cli', 'bin', 'millrace.js');
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const printed: PrintedLine[] = [];
  const notes: string[] = [];
  createInterface(child.stdout).on('line', (text) => void printed.push({ text, atMs: Date.now() }));
  createInterface(child.stderr).on('line', (text) => void notes.push(text));
  return {
    printed,
    notes,
    async interrupt() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const closed = once(child, 'close') as Promise<[number | null]>;
      child.kill('SIGINT');
      return (await closed)[0];
    },
  };
}
