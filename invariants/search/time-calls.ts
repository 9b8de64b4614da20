/** How long calls took, ms. */
export interface Durations {
  readonly p50: number;
  readonly p99: number;
}

/** Runs calls in turn, `turns` times after some to warm up, and says how long each kind took. */
export async function timeInTurn(
  calls: readonly ((turn: number) => Promise<void>)[],
  { turns, warmUp }: { readonly turns: number; readonly warmUp: number },
): Promise<readonly Durations[]> {
  const taken = calls.map((): number[] => []);
  for (let turn = 0; turn < warmUp + turns; turn += 1) {
    for (const [index, call] of calls.entries()) {
      const startedAt = performance.now();
      await call(turn);
      if (turn >= warmUp) taken[index]?.push(performance.now() - startedAt);
    }
  }
  return taken.map(durationsOf);
}

/** Median and 99th percentile. */
function durationsOf(ms: readonly number[]): Durations {
  const sorted = [...ms].sort((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
