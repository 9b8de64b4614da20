import { ConfigError } from '../config/config-error.js';
import type { Logger } from '../logger.js';

/** A service that runs. */
export interface RunningService {
  /** Stops taking work, finishes what is in flight and releases everything, within the deadline. */
  stop(deadlineMs: number): Promise<void>;
  /** Settles when the service ends by itself: a rejection is fatal. Absent when it never does. */
  readonly closed?: Promise<void>;
}

/** The part of `process` that is needed; a test passes its own. */
export interface ProcessHost {
  on(event: string, listener: (...args: never[]) => void): unknown;
  exit(code: number): void;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** A service's start, and what surrounds it. */
export interface Supervision {
  readonly host: ProcessHost;
  readonly logger: Logger;
  readonly shutdownTimeoutMs: number;
  readonly onStopping: () => void;
  readonly start: (signal: AbortSignal) => Promise<RunningService>;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Starts a service and ties it to the process: resolves after it called `host.exit`, with 0 after a clean stop on a
 * signal, 1 after a failure or a stop that took too long, 2 when its start met a wrong setting. A second signal exits
 * with 1 at once. An uncaught exception is logged and exits with 1 at once: the process's state is unknown.
 */
export async function superviseService(supervision: Supervision): Promise<void> {
  const { host, logger } = supervision;
  const stopping = new AbortController();
  const asked = new Promise<void>((resolve) => {
    for (const name of SIGNALS) {
      host.on(name, () => {
        if (stopping.signal.aborted) {
          host.exit(1);
          return;
        }
        logger.info('stop-requested', { signal: name });
        supervision.onStopping();
        stopping.abort(new Error(`stopping on ${name}`));
        resolve();
      });
    }
  });
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    host.on(event, (error: unknown) => {
      logger.error('process-crashed', { error });
      host.exit(1);
    });
  }
  host.exit(await lifeOf(supervision, { asked, signal: stopping.signal }));
}

interface StopRequest {
  readonly asked: Promise<void>;
  readonly signal: AbortSignal;
}

async function lifeOf(supervision: Supervision, request: StopRequest): Promise<number> {
  const { logger } = supervision;
  const startedAt = Date.now();
  const starting = supervision.start(request.signal);
  // A start that a stop request cuts short is a clean end, whatever it rejects with.
  const started = await starting.catch((error: unknown) => {
    if (request.signal.aborted) return 0;
    return startFailed(supervision, error);
  });
  if (typeof started === 'number') return started;
  logger.info('service-started', { 'event.duration_ms': Date.now() - startedAt });
  const failed = await endOf(started, request, logger);
  supervision.onStopping();
  const stopped = await stopWithin(started, supervision.shutdownTimeoutMs, logger);
  return failed || !stopped ? 1 : 0;
}

function startFailed({ host, logger }: Supervision, error: unknown): number {
  if (error instanceof ConfigError) {
    host.stderr.write(`${error.message}\n`);
    return 2;
  }
  logger.error('service-start-failed', { error });
  return 1;
}

async function endOf(service: RunningService, { asked }: StopRequest, logger: Logger): Promise<boolean> {
  const never = new Promise<void>(() => undefined);
  try {
    await Promise.race([asked, service.closed ?? never]);
    return false;
  } catch (error) {
    logger.error('service-failed', { error });
    return true;
  }
}

async function stopWithin(service: RunningService, timeoutMs: number, logger: Logger): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  try {
    if ((await Promise.race([service.stop(timeoutMs), late])) === 'late') {
      logger.error('service-stop-timed-out', { timeoutMs });
      return false;
    }
    logger.info('service-stopped');
    return true;
  } catch (error) {
    logger.error('service-stop-failed', { error });
    return false;
  } finally {
    clearTimeout(timer);
  }
}
