/** Something a service needs. `check` resolves with the reason why it does not answer, undefined when it does. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: (signal: AbortSignal) => Promise<string | undefined>;
}

/**
 * Something a service can lack and still do the rest of its work, such as an index that takes no documents now.
 * `reasons` reads the service's own state, hence is synchronous; none: nothing is wrong. Everyone who reaches the port
 * sees them, so they quote no log. Wired beside the readiness checks:
 * `health.addDegradedCheck({ name: 'parking', reasons: () => parked.states().map(…) })`.
 */
export interface DegradedCheck {
  readonly name: string;
  readonly reasons: () => readonly string[];
}

/** What `/readyz` says. */
export interface Readiness {
  /** False stops traffic to the service: only checks and a shutdown decide it, never `degraded`. */
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ready: boolean; readonly reason?: string }[];
  /** What works with less than all of it, by name; empty when all is well. */
  readonly degraded: readonly { readonly name: string; readonly reasons: readonly string[] }[];
}

/** Knows whether the service can do its work. */
export interface Health {
  addCheck(check: ReadinessCheck): void;
  addDegradedCheck(check: DegradedCheck): void;
  /** Asks all checks at a time, each within the deadline; answers are kept for a second, so that probes cost little. */
  readiness(): Promise<Readiness>;
  /** From now on not ready, so that nothing new is sent here. */
  readonly beginShutdown: () => void;
}

const CHECK_DEADLINE_MS = 3_000;
const KEPT_MS = 1_000;
/** Reasons shown of one degraded check; the rest is counted. A tenant can have hundreds of indices. */
const MAX_REASONS = 20;

/** Health of a service; ready once every check added answers. */
export function createHealth(now: () => number = Date.now): Health {
  const checks: ReadinessCheck[] = [];
  const degradedChecks: DegradedCheck[] = [];
  let stopping = false;
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;
  return {
    addCheck: (check) => {
      checks.push(check);
      last = undefined;
    },
    addDegradedCheck: (check) => {
      degradedChecks.push(check);
      last = undefined;
    },
    readiness: () => {
      if (stopping) return Promise.resolve(STOPPING);
      if (last === undefined || now() - last.at >= KEPT_MS)
        last = { at: now(), answer: ask(checks, degradedChecks) };
      return last.answer;
    },
    beginShutdown: () => {
      stopping = true;
    },
  };
}

const STOPPING: Readiness = {
  ready: false,
  checks: [{ name: 'service', ready: false, reason: 'it is shutting down' }],
  degraded: [],
};

async function ask(
  checks: readonly ReadinessCheck[],
  degradedChecks: readonly DegradedCheck[],
): Promise<Readiness> {
  const answers = await Promise.all(checks.map(answerOf));
  return {
    ready: answers.every((answer) => answer.ready),
    checks: answers,
    degraded: degradedChecks.map(shown).filter(({ reasons }) => reasons.length > 0),
  };
}

function shown(check: DegradedCheck) {
  const { name } = check;
  const reasons = reasonsOf(check);
  const more = reasons.length - MAX_REASONS;
  return { name, reasons: more > 0 ? [...reasons.slice(0, MAX_REASONS), `and ${more} more`] : reasons };
}

function reasonsOf(check: DegradedCheck): readonly string[] {
  try {
    return check.reasons();
  } catch (error) {
    return [messageOf(error)];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function answerOf({ name, check }: ReadinessCheck) {
  const signal = AbortSignal.timeout(CHECK_DEADLINE_MS);
  const reason = await Promise.race([check(signal), expiry(signal)]).catch(messageOf);
  return reason === undefined ? { name, ready: true } : { name, ready: false, reason };
}

function expiry(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(`no answer within ${CHECK_DEADLINE_MS} ms`), {
      once: true,
    });
  });
}
