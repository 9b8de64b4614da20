import { setTimeout as sleep } from 'node:timers/promises';
import type { OnLifecycleEvent, ProcessExit } from '../lifecycle-event.js';
import { DEFAULT_BACKOFF, restartDelayMs, type BackoffPolicy } from './backoff.js';
import { spawnGuarded, type GuardedProcess } from './guarded-process.js';
import { openLogFile, readLogTail, rotateLogFile, trimLogWhile } from './log-file.js';
import type { ProcessSpec } from './process-spec.js';
import { waitUntilReady } from './wait-until-ready.js';

/** Knobs of the supervision itself. */
export interface Supervision {
  readonly onEvent: OnLifecycleEvent;
  readonly backoff?: BackoffPolicy;
}

/** A program kept running until `stop`. */
export interface SupervisedProcess {
  readonly name: string;
  /** Pid of its process group's guard; changes with each restart, `undefined` while it is down. */
  readonly groupId: number | undefined;
  /** Ends it for good: SIGTERM, SIGKILL after the deadline. Resolves when the whole group is gone; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a program, waits until it is ready and from then on restarts it whenever it ends, with growing waits.
 *
 * @throws ProcessStartError when the first start fails; nothing is left running
 * @throws the signal's reason when aborted before it was ready; nothing is left running
 */
export async function superviseProcess(
  spec: ProcessSpec,
  supervision: Supervision,
  signal: AbortSignal,
): Promise<SupervisedProcess> {
  const run = new Supervisor(spec, supervision);
  await run.startFirst(signal);
  return run;
}

class Supervisor implements SupervisedProcess {
  readonly #spec: ProcessSpec;
  readonly #onEvent: OnLifecycleEvent;
  readonly #backoff: BackoffPolicy;
  readonly #stopping = new AbortController();
  #current: GuardedProcess | undefined;
  #watch: Promise<void> = Promise.resolve();

  constructor(spec: ProcessSpec, supervision: Supervision) {
    this.#spec = spec;
    this.#onEvent = supervision.onEvent;
    this.#backoff = supervision.backoff ?? DEFAULT_BACKOFF;
  }

  get name(): string {
    return this.#spec.name;
  }

  get groupId(): number | undefined {
    return this.#current?.groupId;
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async startFirst(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await rotateLogFile(this.#spec.logFile);
    const started = await this.#spawn();
    try {
      await this.#untilReady(started, AbortSignal.any([signal, this.#stopping.signal]));
    } catch (error) {
      await this.#end(started);
      throw error;
    }
    this.#watch = this.#keepRunning(started);
  }

  async stop(): Promise<void> {
    if (!this.#isStopping()) {
      this.#onEvent({ kind: 'stopping', name: this.name });
      this.#stopping.abort();
      if (this.#current) await this.#end(this.#current);
      await this.#watch;
      this.#onEvent({ kind: 'stopped', name: this.name });
    }
    await this.#watch;
  }

  async #spawn(): Promise<GuardedProcess> {
    this.#onEvent({ kind: 'starting', name: this.name });
    const log = await openLogFile(this.#spec.logFile);
    try {
      this.#current = spawnGuarded({ ...this.#spec, logFd: log.fd });
      return this.#current;
    } finally {
      await log.close();
    }
  }

  async #untilReady(started: GuardedProcess, signal: AbortSignal): Promise<void> {
    const afterMs = await waitUntilReady(this.#spec, started.exited, signal);
    this.#onEvent({ kind: 'ready', name: this.name, address: this.#spec.address, afterMs });
  }

  async #keepRunning(first: GuardedProcess): Promise<void> {
    let running: GuardedProcess | undefined = first;
    let crashes = 0;
    while (running !== undefined) {
      const since = performance.now();
      const exit = await trimLogWhile(this.#spec.logFile, running.exited);
      this.#current = undefined;
      if (this.#isStopping()) return;
      crashes = performance.now() - since >= this.#backoff.healthyAfterMs ? 1 : crashes + 1;
      running = await this.#restart(exit, crashes);
    }
  }

  /** Waits, starts again, and gives up in the end. A restart that does not become ready is left to crash or to answer late. */
  async #restart(exit: ProcessExit, crashes: number): Promise<GuardedProcess | undefined> {
    const restartInMs = restartDelayMs(this.#backoff, crashes);
    const { logFile } = this.#spec;
    if (restartInMs === undefined) {
      this.#onEvent({
        kind: 'gave-up',
        name: this.name,
        reason: `it crashed ${crashes} times in a row; see ${logFile}`,
      });
      return undefined;
    }
    const logTail = await readLogTail(logFile);
    this.#onEvent({ kind: 'crashed', name: this.name, exit, logFile, logTail, restartInMs });
    await sleep(restartInMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    if (this.#isStopping()) return undefined;
    const started = await this.#spawn();
    await this.#untilReady(started, this.#stopping.signal).catch(() => undefined);
    // A stop that came while it was being started has not seen it.
    if (this.#isStopping()) await this.#end(started);
    return started;
  }

  async #end(running: GuardedProcess): Promise<void> {
    running.terminate();
    const force = setTimeout(() => running.kill(), this.#spec.stopDeadlineMs);
    await running.exited;
    clearTimeout(force);
    this.#current = undefined;
  }
}
