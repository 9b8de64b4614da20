import { bringUp, type BringUpDeps } from './bring-up.js';
import type { Credentials } from '../client/credentials.js';
import type { OutputStream } from '../output/terminal.js';
import { createProgressScreen } from './progress-screen.js';
import { readyMessage } from './ready-message.js';

/** What the supervisor is given from outside. */
export interface UpDeps extends BringUpDeps {
  readonly output: OutputStream;
  /** Runs beside everything once it is ready, for instance to show the first search hit. Ends when the signal aborts. */
  readonly whenReady: (credentials: Credentials, signal: AbortSignal) => Promise<void>;
}

/**
 * Runs Millrace on this machine until `signal` aborts: servers, keys, services; then stops them in the reverse order.
 *
 * Resolves once everything is stopped. When something cannot be started, whatever was is stopped first.
 * @throws AlreadyRunningError, PrerequisiteError, PortTakenError, ProcessStartError, IntegrityError, ToolError,
 *   or a settings error
 */
export async function runUp(deps: UpDeps, signal: AbortSignal): Promise<void> {
  const undo: (() => Promise<void> | void)[] = [];
  const screen = createProgressScreen(deps.output, deps.now);
  try {
    const up = await bringUp(deps, { undo, onEvent: screen.show }, signal);
    screen.settle();
    deps.output.write(readyMessage(up));
    const beside = deps.whenReady(up.credentials, signal);
    await untilAborted(signal);
    await beside;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    screen.settle();
    for (const step of undo.reverse()) await step();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
