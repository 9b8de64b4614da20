import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A program of a test, which sends its parent one message once it is ready. */
export interface TestProgram {
  /** As errors name it. */
  readonly name: string;
  readonly entry: string;
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program that is ready. */
export interface SpawnedProgram<Message> {
  readonly message: Message;
  readonly process: ChildProcess;
  /** What it has written so far. */
  output(): string;
  /** Sends the signal and waits for the end; resolves with the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** How Node.js runs a program from its sources, which no build has touched; with `TSX_TSCONFIG_PATH` in its environment. */
export const FROM_SOURCES: readonly string[] = ['--conditions', '@millrace/source', '--import', 'tsx'];
/** Several start at a time on machines of two cores, each reading its sources anew. */
const START_DEADLINE_MS = 60_000;

/** Starts a program as a process of its own; rejects with its output, and leaves no process, when it does not start. */
export async function spawnProgram<Message>(program: TestProgram): Promise<SpawnedProgram<Message>> {
  const child = fork(program.entry, {
    execArgv: [...program.execArgv],
    env: { PATH: process.env['PATH'], ...program.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const ready = readiness(child, () => `${program.name} ended before it was ready:\n${output}`);
  const message = await ready.catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    message: message as Message,
    process: child,
    output: () => output,
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

async function readiness(child: ChildProcess, describeEnd: () => string): Promise<unknown> {
  const started = once(child, 'message', { signal: AbortSignal.timeout(START_DEADLINE_MS) });
  const ended = once(child, 'exit').then(() => {
    throw new Error(describeEnd());
  });
  const [message] = (await Promise.race([started, ended])) as unknown[];
  return message;
}
