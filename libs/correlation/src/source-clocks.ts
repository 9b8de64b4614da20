import { GROUP_BOUNDS } from '@millrace/schemas';
import type { CorrelatedLog } from './correlated-log.js';
import type { GroupSession } from './group-session.js';
import type { StoredClocks } from './stored-clocks.js';

/** What time it is for a lane: by the broker for the lane as a whole, by their own logs for its sources. */
export interface SourceClocks {
  take(log: Pick<CorrelatedLog, 'tenant' | 'service' | 'timestampMs' | 'appendedAtMs'>): void;
  /** Nothing is left to be read: the lane's clock is the one on the wall. */
  advance(nowMs: number): void;
  /** A group is no longer known: what its sources wrote up to a window after it can belong to it. */
  forget(session: Pick<GroupSession, 'tenant' | 'services' | 'lastMs'>, windowMs: number): void;
  /** It was forgotten early at that: what any source wrote up to a window after it may belong to it. */
  doubt(session: Pick<GroupSession, 'tenant' | 'lastMs'>, windowMs: number): void;
  /** Append time of the newest record, or the wall clock once all were read; never goes back. */
  laneMs(): number;
  /** Up to which event time all of some sources have come; a log that is older may still follow, and is then late. */
  watermarkMs(tenant: string, services: Iterable<string>): number;
  /** Up to which event time groups with logs of a source were forgotten. */
  forgottenMs(tenant: string, service: string): number;
  /** The same of whichever source of a tenant it is highest for. */
  highestForgottenMs(tenant: string): number;
  /** Up to which event time a log of a tenant may belong to a group that was forgotten early. */
  doubtfulMs(tenant: string): number;
  /** No watermark is above this. */
  highestMs(): number;
  /** All of it as plain data. */
  store(): StoredClocks;
}

interface SourceClock {
  readonly tenant: string;
  newestMs: number;
  forgottenMs: number;
}

/** A source's logs come out of order by this at the most, ms; more is late. */
const DISORDER_MS = 5_000;
/** A stamp further ahead of its append time moves no clock: one wrong clock would close everything, ms. */
const SKEW_BUDGET_MS = 60_000;
/** Sources remembered, each at every save; the one that was silent longest is forgotten. */
const MAX_SOURCES = 2_000;
/** Before every time there is; a number that JSON can hold. */
const NEVER_MS = Number.MIN_SAFE_INTEGER;

interface ClockState {
  laneMs: number;
  highestMs: number;
  readonly sources: Map<string, SourceClock>;
  /** By tenant; the first is what was forgotten of any of its sources, also of those that are remembered no more. */
  readonly forgotten: Map<string, number>;
  readonly highestForgotten: Map<string, number>;
  readonly doubtful: Map<string, number>;
}

/** Clocks that go on from where those of an earlier owner were kept, or have not begun. */
export function createSourceClocks(stored?: StoredClocks): SourceClocks {
  const state = restore(stored);
  const { sources, forgotten, highestForgotten, doubtful } = state;
  return {
    take(log) {
      state.laneMs = Math.max(state.laneMs, log.appendedAtMs);
      if (log.timestampMs <= log.appendedAtMs + SKEW_BUDGET_MS) advanceSource(state, log);
    },
    advance(nowMs) {
      state.laneMs = Math.max(state.laneMs, nowMs);
    },
    forget: (session, windowMs) => forget(state, session, windowMs),
    doubt({ tenant, lastMs }, windowMs) {
      raise(doubtful, tenant, Math.min(lastMs, state.highestMs) + windowMs);
    },
    laneMs: () => state.laneMs,
    watermarkMs(tenant, services) {
      let watermark = Number.POSITIVE_INFINITY;
      for (const service of services)
        watermark = Math.min(watermark, sources.get(sourceOf(tenant, service))?.newestMs ?? NEVER_MS);
      return watermark - DISORDER_MS;
    },
    forgottenMs(tenant, service) {
      const ofSource = sources.get(sourceOf(tenant, service))?.forgottenMs ?? NEVER_MS;
      return Math.max(ofSource, forgotten.get(tenant) ?? NEVER_MS);
    },
    highestForgottenMs: (tenant) => highestForgotten.get(tenant) ?? NEVER_MS,
    doubtfulMs: (tenant) => doubtful.get(tenant) ?? NEVER_MS,
    highestMs: () => state.highestMs - DISORDER_MS,
    store: () => store(state),
  };
}

function restore(stored: StoredClocks | undefined): ClockState {
  const state: ClockState = {
    ...{ laneMs: stored?.laneMs ?? 0, highestMs: NEVER_MS, sources: new Map() },
    ...{ forgotten: new Map(stored?.forgotten), highestForgotten: new Map(stored?.forgotten) },
    doubtful: new Map(stored?.doubtful),
  };
  for (const [tenant, service, newestMs, forgottenMs] of stored?.sources ?? []) {
    state.sources.set(sourceOf(tenant, service), { tenant, newestMs, forgottenMs });
    state.highestMs = Math.max(state.highestMs, newestMs);
    raise(state.highestForgotten, tenant, forgottenMs);
  }
  return state;
}

function store({ laneMs, sources, forgotten, doubtful }: ClockState): StoredClocks {
  return {
    laneMs,
    forgotten: [...forgotten],
    doubtful: [...doubtful],
    sources: [...sources].map(([source, { tenant, newestMs, forgottenMs }]) => [
      tenant,
      source.slice(tenant.length + 1),
      newestMs,
      forgottenMs,
    ]),
  };
}

function advanceSource(state: ClockState, log: Parameters<SourceClocks['take']>[0]): void {
  const { sources, forgotten } = state;
  const { tenant, timestampMs } = log;
  const source = sourceOf(tenant, log.service);
  const clock = sources.get(source) ?? { tenant, newestMs: NEVER_MS, forgottenMs: NEVER_MS };
  clock.newestMs = Math.max(clock.newestMs, timestampMs);
  state.highestMs = Math.max(state.highestMs, timestampMs);
  sources.delete(source);
  sources.set(source, clock);
  const [oldest] = sources.size > MAX_SOURCES ? sources : [];
  if (!oldest) return;
  sources.delete(oldest[0]);
  if (oldest[1].forgottenMs > NEVER_MS) raise(forgotten, oldest[1].tenant, oldest[1].forgottenMs);
}

function forget(state: ClockState, session: Parameters<SourceClocks['forget']>[0], windowMs: number): void {
  const { sources, forgotten, highestForgotten } = state;
  const { tenant, services } = session;
  const lastMs = Math.min(session.lastMs, state.highestMs);
  raise(highestForgotten, tenant, lastMs);
  if (services.size >= GROUP_BOUNDS.services) raise(forgotten, tenant, lastMs);
  for (const service of services.keys()) {
    const clock = sources.get(sourceOf(tenant, service));
    if (!clock) raise(forgotten, tenant, lastMs);
    else raise(highestForgotten, tenant, forgetUpTo(clock, session.lastMs, windowMs));
  }
}

function raise(of: Map<string, number>, tenant: string, upToMs: number): void {
  of.set(tenant, Math.max(of.get(tenant) ?? NEVER_MS, upToMs));
}

/** No further than the clock, and short of it beyond the group's own logs: what follows now would be late for good. */
function forgetUpTo(clock: SourceClock, lastMs: number, windowMs: number): number {
  const own = Math.min(lastMs, clock.newestMs);
  const near = Math.min(lastMs + windowMs, clock.newestMs - DISORDER_MS);
  clock.forgottenMs = Math.max(clock.forgottenMs, own, near);
  return clock.forgottenMs;
}

/** Services of two tenants have nothing but a name in common; no tenant's name has a slash. */
function sourceOf(tenant: string, service: string): string {
  return `${tenant}/${service}`;
}
