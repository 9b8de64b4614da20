import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { processesMarked, readOwnerMark } from '@millrace/local-servers';
import { waitFor } from './wait-for.js';

/** The checkout that the tests run in. */
export const WORKSPACE_ROOT = join(import.meta.dirname, '../../..');

const PROGRAM = join(WORKSPACE_ROOT, 'apps/cli/bin/millrace.js');
const UP_TIMEOUT_MS = 180_000;
/**
 * Database of every local start of a test. Not one for each: they share the consumer groups of one Kafka, and the state
 * of a lane lies in the database, where its next owner has to find it.
 */
export const STARTS_DATABASE = 'millrace_test_starts';

/** What a program printed, and how it ended. */
export interface ProgramResult {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a program is run with. */
export interface ProgramOptions {
  /** Standard input. */
  readonly input?: string;
  /** Variables beside those of the local start. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** A local start of a test's own, on the servers that the environment names. */
export interface RunningMillrace {
  /** Its state directory, which is removed in the end. */
  readonly home: string;
  /** The environment in which every program finds it. */
  readonly env: NodeJS.ProcessEnv;
  /** All that the local start has printed so far. */
  screen(): string;
  /** Starts a command of the CLI, for one that does not end by itself. */
  spawn(args: readonly string[]): ChildProcessWithoutNullStreams;
  /** Runs a command of the CLI to its end. */
  millrace(args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>;
  /** Runs a script of bash, as a page shows it, in the checkout. It ends with the first command that fails. */
  shell(script: string, options?: ProgramOptions): Promise<ProgramResult>;
  /** Kills a service with SIGKILL; the local start brings it up again. */
  crash(service: string): Promise<void>;
  /** Stops it, as Ctrl-C does unless told otherwise, removes its directory and resolves with the status it ended with. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** How a local start is made. */
export interface StartOptions {
  /** Options of `millrace up`; no sample unless told otherwise. */
  readonly args?: readonly string[];
  /** Called with the state directory before anything is started. */
  readonly prepare?: (home: string) => Promise<void>;
}

/** Runs `millrace up` with a state directory that no other test has, and waits until it is ready. */
export async function startMillrace(options: StartOptions = {}): Promise<RunningMillrace> {
  const { args = ['--no-sample'], prepare } = options;
  const home = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  await prepare?.(home);
  const env = { ...process.env, MILLRACE_HOME: home, MILLRACE_DATABASE: STARTS_DATABASE };
  const run = (program: string, words: readonly string[], options: ProgramOptions = {}) =>
    runProgram([program, ...words], { ...options, env: { ...env, ...options.env } });
  const up = spawn(process.execPath, [PROGRAM, 'up', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const screen = await untilReady(up).catch((error: unknown) => {
    up.kill('SIGKILL');
    throw error;
  });
  return {
    ...{ home, env, screen },
    spawn: (words) => spawn(process.execPath, [PROGRAM, ...words], { env, stdio: 'pipe' }),
    millrace: (words, options) => run(process.execPath, [PROGRAM, ...words], options),
    shell: (script, options) => run('bash', ['-euo', 'pipefail', '-c', script], options),
    crash: async (service) => void process.kill(await pidOfService(home, service), 'SIGKILL'),
    async stop(signal = 'SIGINT') {
      up.kill(signal);
      if (up.exitCode === null && up.signalCode === null) await once(up, 'close');
      await rm(home, { recursive: true });
      return up.exitCode;
    },
  };
}

/** Process of a service of the local start with this state directory. Rejects when there is none. */
export async function pidOfService(home: string, service: string): Promise<number> {
  const script = join('apps', service, 'dist', 'main.js');
  for (const pid of await processesMarked(await readOwnerMark(home))) {
    const [program, ...args] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (program === process.execPath && args.some((arg) => arg.endsWith(script))) return pid;
  }
  throw new Error(`no process of ${service}`);
}

async function untilReady(up: ChildProcess): Promise<() => string> {
  let screen = '';
  for (const stream of [up.stdout, up.stderr])
    stream?.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  const isReady = (): boolean => /^ready in /m.test(screen);
  await waitFor(() => isReady() || up.exitCode !== null, UP_TIMEOUT_MS);
  if (!isReady()) throw new Error(`the local start has ended:\n${screen}`);
  return () => screen;
}

/** Runs a program to its end, in the checkout unless told otherwise. */
export async function runProgram(
  [program = '', ...args]: readonly string[],
  { input, env, cwd = WORKSPACE_ROOT }: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawn(program, args, { env, cwd, stdio: 'pipe' });
  // A program that ends before it has read everything closes its end; how it ended says more.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const closed = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status: child.exitCode, out, err };
}
