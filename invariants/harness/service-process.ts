import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { waitUntil } from './wait-until.js';

/** How an instance of a service is run. */
export interface ServiceSpec {
  /** `ingest-0`; names its log. */
  readonly name: string;
  /** Program and options for Node. */
  readonly args: readonly string[];
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
}

/** An instance of a service, which a scenario starts, stops and kills as it likes. */
export interface ServiceProcess {
  readonly name: string;
  readonly url: string;
  /** Starts it and waits until `/readyz` is green. */
  start(): Promise<void>;
  /** Starts it without waiting for more than the process. */
  launch(): void;
  untilReady(): Promise<void>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit status when the process is gone, null when it was stuck and killed. */
  stop(): Promise<number | null>;
}

const READY_DEADLINE_MS = 90_000;
const PROBE_TIMEOUT_MS = 3_000;
/** Longer than any service takes to stop that is not stuck. */
const STOP_DEADLINE_MS = 60_000;

/** An instance that is not running yet. It dies with this process. */
export function createServiceProcess(spec: ServiceSpec): ServiceProcess {
  const url = `http://127.0.0.1:${spec.port}`;
  let child: ChildProcess | undefined;
  process.once('exit', () => child?.kill('SIGKILL'));

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const gone = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    const impatience = setTimeout(() => child?.kill('SIGKILL'), STOP_DEADLINE_MS);
    const [status] = await gone;
    clearTimeout(impatience);
    return status;
  };
  const launch = (): void => {
    const log = openSync(spec.logFile, 'a');
    child = spawn(process.execPath, spec.args, { cwd: spec.cwd, env: spec.env, stdio: ['ignore', log, log] });
    closeSync(log);
  };
  const untilReady = async (): Promise<void> => {
    await waitUntil(
      { what: `${spec.name} to be ready (see ${spec.logFile})`, deadlineMs: READY_DEADLINE_MS },
      async () => {
        const reply = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
        await reply.arrayBuffer();
        return reply.status === 200 ? true : undefined;
      },
    );
  };
  return {
    name: spec.name,
    url,
    launch,
    untilReady,
    start: async () => {
      launch();
      await untilReady();
    },
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}
