/** W3C trace context as its two headers spell it. */
export interface TraceContext {
  readonly traceparent: string;
  /** What tracing vendors add; never without a `traceparent`. */
  readonly tracestate?: string;
}

/**
 * https://www.w3.org/TR/trace-context/#traceparent-header; version ff and ids of zeros are forbidden there. Versions to
 * come may have more behind what is known, which is passed on.
 */
const TRACEPARENT =
  /^(?!ff|00-.{53})[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]{1,200})?$/;
/** One `key=value`, where the key may be `tenant@system`. */
const MEMBER =
  /^[a-z0-9][a-z0-9_*/-]{0,255}(?:@[a-z][a-z0-9_*/-]{0,13})?=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const MAX_MEMBERS = 32;
/** What the standard asks everybody to pass on. */
const MAX_TRACESTATE_CHARACTERS = 512;
/** Members beyond this are the first to go. */
const LONG_MEMBER_CHARACTERS = 128;

/**
 * The trace context that two headers state. As the standard says, an invalid `traceparent` is as good as none and takes
 * `tracestate` with it, an invalid `tracestate` is left out, and of one that is too long the long members go, then the
 * last.
 */
export function readTraceContext(
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceContext | undefined {
  if (traceparent === undefined || !TRACEPARENT.test(traceparent)) return undefined;
  const state = tracestate === undefined ? undefined : cleanState(tracestate);
  return { traceparent, ...(state !== undefined && { tracestate: state }) };
}

function cleanState(tracestate: string): string | undefined {
  const members = tracestate
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
  if (members.length === 0 || members.length > MAX_MEMBERS) return undefined;
  if (!members.every((member) => MEMBER.test(member))) return undefined;
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf('='))));
  if (keys.size < members.length) return undefined;
  return withinBound(members) || undefined;
}

function withinBound(members: readonly string[]): string {
  const whole = members.join(',');
  if (whole.length <= MAX_TRACESTATE_CHARACTERS) return whole;
  const kept = members.filter((member) => member.length <= LONG_MEMBER_CHARACTERS);
  while (kept.join(',').length > MAX_TRACESTATE_CHARACTERS) kept.pop();
  return kept.join(',');
}
