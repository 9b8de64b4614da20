import type { GroupSession } from './group-session.js';

/** Where a log belongs among the groups of its id. */
export interface NearSessions {
  /** Place of the first group that does not end a window before the log; a group of its own would stand there. */
  readonly at: number;
  /** Groups that the log is no pause away from. */
  readonly near: readonly GroupSession[];
}

/** The groups of one id near a time. They are in the order of time and parted by pauses, hence halved, not walked. */
export function sessionsNear(
  sessions: readonly GroupSession[],
  timestampMs: number,
  windowMs: number,
): NearSessions {
  let at = 0;
  let end = sessions.length;
  while (at < end) {
    const middle = (at + end) >>> 1;
    if (lastOf(sessions, middle) < timestampMs - windowMs) at = middle + 1;
    else end = middle;
  }
  while (end < sessions.length && firstOf(sessions, end) <= timestampMs + windowMs) end += 1;
  return { at, near: sessions.slice(at, end) };
}

function firstOf(sessions: readonly GroupSession[], index: number): number {
  return sessions[index]?.firstMs ?? Number.POSITIVE_INFINITY;
}

function lastOf(sessions: readonly GroupSession[], index: number): number {
  return sessions[index]?.lastMs ?? Number.POSITIVE_INFINITY;
}
