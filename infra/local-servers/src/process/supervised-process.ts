import { setTimeout as sleep } from 'node:timers/promises';
import type { OnLifecycleEvent, ProcessExit } from '../lifecycle-event.js';
import { DEFAULT_BACKOFF, restartDelayMs, type BackoffPolicy } from './backoff.js';
import { spawnGuarded, type GuardedCommand, type GuardedProcess } from './guarded-process.js';
import { openLogFile, readLogTail, rotateLogFile, trimLogFile } from './log-file.js';

/** A long-lived program: how to start it, when it counts as ready and how to stop it. */
export interface ProcessSpec extends Omit<GuardedCommand, 'logFd'> {
  readonly name: string;
  /** Where others reach it; shown to people. */
  readonly address: string;
  readonly logFile: string;
  /** Resolves when the program answers; rejects when it does not yet. Called again and again, each call bounded by the signal. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  /** Longest wait for the first successful probe after a start. */
  readonly readyDeadlineMs: number;
  /** Time between SIGTERM and SIGKILL. */
  readonly stopDeadlineMs: number;
}

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

/** A program that ended or stayed silent before it was ready; the message holds the tail of its log. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError';
}

/** Time between two probes, and between two looks at a log's size, ms. */
const PROBE_EVERY_MS = 100;
const TRIM_EVERY_MS = 30_000;

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
    if (!this.#stopping.signal.aborted) {
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

  /** Waits for the first good probe of this very process: the end of the process wins over a probe that succeeded. */
  async #untilReady(started: GuardedProcess, signal: AbortSignal): Promise<void> {
    const since = performance.now();
    const ended = started.exited.then((exit) => ({ exit }));
    const deadline = AbortSignal.timeout(this.#spec.readyDeadlineMs);
    const stop = AbortSignal.any([signal, deadline]);
    for (;;) {
      const outcome = await Promise.race([ended, this.#probe(stop)]);
      if (typeof outcome === 'object')
        throw await this.#startError(`ended with status ${outcome.exit.status}`);
      signal.throwIfAborted();
      if (outcome === 'answers') break;
      if (deadline.aborted)
        throw await this.#startError(`did not answer within ${this.#spec.readyDeadlineMs / 1000} s`);
      await Promise.race([ended, sleep(PROBE_EVERY_MS)]);
    }
    const afterMs = performance.now() - since;
    this.#onEvent({ kind: 'ready', name: this.name, address: this.#spec.address, afterMs });
  }

  async #probe(signal: AbortSignal): Promise<'answers' | 'silent'> {
    return await this.#spec.probe(signal).then(
      () => 'answers',
      () => 'silent',
    );
  }

  async #startError(why: string): Promise<ProcessStartError> {
    const tail = await readLogTail(this.#spec.logFile);
    return new ProcessStartError(
      `Starting ${this.name}: it ${why}. Its log, ${this.#spec.logFile}, ends with:\n${tail}`,
    );
  }

  async #keepRunning(first: GuardedProcess): Promise<void> {
    let running: GuardedProcess | undefined = first;
    let crashes = 0;
    while (running !== undefined) {
      const since = performance.now();
      const exit = await this.#whileRunning(running);
      if (this.#stopping.signal.aborted) return;
      crashes = performance.now() - since >= this.#backoff.healthyAfterMs ? 1 : crashes + 1;
      running = await this.#restart(exit, crashes);
    }
  }

  async #whileRunning(running: GuardedProcess): Promise<ProcessExit> {
    const trimming = setInterval(
      () => void trimLogFile(this.#spec.logFile).catch(() => undefined),
      TRIM_EVERY_MS,
    );
    try {
      return await running.exited;
    } finally {
      clearInterval(trimming);
      this.#current = undefined;
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
    if (this.#stopping.signal.aborted) return undefined;
    const started = await this.#spawn();
    await this.#untilReady(started, this.#stopping.signal).catch(() => undefined);
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
