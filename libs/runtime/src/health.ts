/** Something a service needs. `check` resolves with the reason why it does not answer, undefined when it does. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: (signal: AbortSignal) => Promise<string | undefined>;
}

/** What `/readyz` says. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ready: boolean; readonly reason?: string }[];
}

/** Knows whether the service can do its work. */
export interface Health {
  addCheck(check: ReadinessCheck): void;
  /** Asks all checks at a time, each within the deadline; answers are kept for a second, so that probes cost little. */
  readiness(): Promise<Readiness>;
  /** From now on not ready, so that nothing new is sent here. */
  readonly beginShutdown: () => void;
}

const CHECK_DEADLINE_MS = 3_000;
const KEPT_MS = 1_000;

/** Health of a service; ready once every check added answers. */
export function createHealth(now: () => number = Date.now): Health {
  const checks: ReadinessCheck[] = [];
  let stopping = false;
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;
  return {
    addCheck: (check) => {
      checks.push(check);
      last = undefined;
    },
    readiness: () => {
      if (stopping) return Promise.resolve(STOPPING);
      if (last === undefined || now() - last.at >= KEPT_MS) last = { at: now(), answer: ask(checks) };
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
};

async function ask(checks: readonly ReadinessCheck[]): Promise<Readiness> {
  const answers = await Promise.all(checks.map(answerOf));
  return { ready: answers.every((answer) => answer.ready), checks: answers };
}

async function answerOf({ name, check }: ReadinessCheck) {
  const signal = AbortSignal.timeout(CHECK_DEADLINE_MS);
  const reason = await Promise.race([check(signal), expiry(signal)]).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  return reason === undefined ? { name, ready: true } : { name, ready: false, reason };
}

function expiry(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(`no answer within ${CHECK_DEADLINE_MS} ms`), {
      once: true,
    });
  });
}
