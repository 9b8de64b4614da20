import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ScratchServers } from './scratch-servers.js';

/** A program that runs ingest with a test's names, and how Node.js is told to run it. */
export interface IngestProgram {
  readonly entry: string;
  readonly execArgv: readonly string[];
}

const FROM_SOURCES: IngestProgram = {
  entry: fileURLToPath(new URL('ingest-process.ts', import.meta.url)),
  execArgv: ['--conditions', '@millrace/source', '--import', 'tsx'],
};
const TSCONFIG = fileURLToPath(new URL('../tsconfig.lib.json', import.meta.url));
/** Several start at a time on machines of two cores, each reading its sources anew. */
const START_DEADLINE_MS = 60_000;

/** An ingest process of a test. */
export interface SpawnedIngest {
  readonly port: number;
  readonly process: ChildProcess;
  /** Its log lines so far. */
  output(): string;
  /** Sends the signal and waits for the end; resolves with the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts ingest as a process of its own; rejects with its output, and leaves no process, when it does not start. */
export async function spawnIngest(
  servers: ScratchServers,
  settings: Readonly<Record<string, string>> = {},
  program: IngestProgram = FROM_SOURCES,
): Promise<SpawnedIngest> {
  const child = fork(program.entry, {
    execArgv: [...program.execArgv],
    env: {
      ...{ PATH: process.env['PATH'], TSX_TSCONFIG_PATH: TSCONFIG },
      ...servers.env,
      ...settings,
      TEST_NAMES: JSON.stringify(servers.names),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const port = await portOf(child, () => output).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    port,
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

async function portOf(child: ChildProcess, output: () => string): Promise<number> {
  const started = once(child, 'message', { signal: AbortSignal.timeout(START_DEADLINE_MS) });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`ingest ended before it was ready:\n${output()}`);
  });
  const [message] = (await Promise.race([started, ended])) as [{ port: number }];
  return message.port;
}
