const POLL_MS = 10;

/**
 * Waits until `condition` gives something truthy and returns it. Rejects after `deadlineMs` with what the condition
 * last gave or threw, so that a test says what it saw.
 */
export async function waitFor<Result>(
  condition: () => Result | Promise<Result>,
  deadlineMs = 10_000,
): Promise<NonNullable<Result>> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    const seen = await attempt(condition);
    if (seen.result) return seen.result;
    if (Date.now() >= giveUpAt)
      throw new Error(`waiting ${deadlineMs} ms for a condition: last saw ${seen.text}`, {
        cause: seen.error,
      });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

interface Seen<Result> {
  readonly result?: Result;
  readonly text: string;
  readonly error?: unknown;
}

async function attempt<Result>(condition: () => Result | Promise<Result>): Promise<Seen<Result>> {
  try {
    const result = await condition();
    return { result, text: String(result) };
  } catch (error) {
    return { text: String(error), error };
  }
}
