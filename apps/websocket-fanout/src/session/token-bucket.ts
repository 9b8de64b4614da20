/** Takes one token; false when there is none. `nowMs` never goes back. */
export type TakeToken = (nowMs: number) => boolean;

/** A bucket that holds `burst` tokens at first and gains `perSecond`. */
export function createTokenBucket(perSecond: number, burst: number): TakeToken {
  let tokens = burst;
  let filledAtMs: number | undefined;
  return (nowMs) => {
    const elapsedMs = Math.max(0, nowMs - (filledAtMs ?? nowMs));
    tokens = Math.min(burst, tokens + (elapsedMs * perSecond) / 1_000);
    filledAtMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
