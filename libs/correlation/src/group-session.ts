import { GROUP_BOUNDS, levelOfSeverity } from '@millrace/schemas';
import type { CorrelationGroup, GroupLevel, GroupMember } from '@millrace/schemas';
import type { CorrelatedLog } from './correlated-log.js';

/** Lowest severity number of an error. */
const ERROR = 17;

/**
 * Logs of one correlation id without a pause longer than the window. What it says of them is the same in whatever order
 * they came; it is changed in place, since every log does so.
 */
export interface GroupSession {
  /** Under which its lane keeps it; a later session may get the number of one that is gone. */
  readonly number: number;
  readonly tenant: string;
  readonly correlationId: string;
  source: CorrelationGroup['correlation.source'];
  /** Canonical timestamps of the first and last log, and the same in ms. */
  first: string;
  firstMs: number;
  last: string;
  lastMs: number;
  logs: number;
  errors: number;
  readonly levels: Partial<Record<GroupLevel, number>>;
  /** First log of each service. */
  readonly services: Map<string, string>;
  /** The first ones by time, then by id; bounded. */
  readonly members: GroupMember[];
  /** Ids seen, for second deliveries; bounded. */
  readonly ids: Set<string>;
  /** Whether ids are still noted; its lane may have had no room for them. */
  keepsIds: boolean;
  /** A closing event is among the logs. */
  isComplete: boolean;
  /** A bound was passed: counts may hold second deliveries, lists may be cut. */
  isApproximate: boolean;
  /**
   * Up to which event time a log near it may be of a group that was forgotten: of any group of its tenant before it was
   * opened, of those beside it since.
   */
  openedAfterMs: number;
  /** When the broker took the newest log, ms since 1970. */
  lastAppendedAtMs: number;
  duplicates: number;
  /** Logs that came after it was closed for the first time. */
  late: number;
  /** Revisions written so far. */
  revision: number;
  /** Given when it is closed for the first time, and kept. */
  id: string | undefined;
  /** Lane clock at the last closing, ms; undefined while it is open. */
  closedAtMs: number | undefined;
}

/** A session of a single log. */
export function openSession(
  log: CorrelatedLog,
  { number, openedAfterMs }: Pick<GroupSession, 'number' | 'openedAfterMs'>,
): GroupSession {
  const session: GroupSession = {
    number,
    ...{ tenant: log.tenant, correlationId: log.correlationId, source: log.source },
    ...{ first: log.timestamp, firstMs: log.timestampMs, last: log.timestamp, lastMs: log.timestampMs },
    ...{ logs: 0, errors: 0, levels: {}, services: new Map(), members: [], ids: new Set(), keepsIds: true },
    ...{
      isComplete: false,
      isApproximate: false,
      openedAfterMs,
      lastAppendedAtMs: 0,
      duplicates: 0,
      late: 0,
      revision: 0,
    },
    ...{ id: undefined, closedAtMs: undefined },
  };
  addLog(session, log);
  return session;
}

/** Takes a log in, and opens the session again if it was closed. */
export function addLog(session: GroupSession, log: CorrelatedLog): void {
  if (session.id !== undefined) session.late += 1;
  session.closedAtMs = undefined;
  session.source ??= log.source;
  session.isComplete ||= log.closes;
  session.lastAppendedAtMs = Math.max(session.lastAppendedAtMs, log.appendedAtMs);
  widen(session, {
    first: log.timestamp,
    firstMs: log.timestampMs,
    last: log.timestamp,
    lastMs: log.timestampMs,
  });
  session.logs += 1;
  if (log.severity >= ERROR) session.errors += 1;
  const level: GroupLevel = levelOfSeverity(log.severity) ?? 'none';
  session.levels[level] = (session.levels[level] ?? 0) + 1;
  noteService(session, log.service, log.timestamp);
  noteMember(session, memberOf(log));
  noteId(session, log.documentId);
}

/** Gives up the ids seen: a second delivery is counted again from now on. */
export function dropIds(session: GroupSession): void {
  session.ids.clear();
  session.keepsIds = false;
  session.isApproximate = true;
}

/** Takes in all logs of another session of the same id. */
export function takeIn(session: GroupSession, other: GroupSession): void {
  session.closedAtMs = undefined;
  session.source ??= other.source;
  session.isComplete ||= other.isComplete;
  session.isApproximate ||= other.isApproximate;
  session.lastAppendedAtMs = Math.max(session.lastAppendedAtMs, other.lastAppendedAtMs);
  session.openedAfterMs = Math.max(session.openedAfterMs, other.openedAfterMs);
  session.duplicates += other.duplicates;
  session.late += other.late;
  widen(session, other);
  session.logs += other.logs;
  session.errors += other.errors;
  for (const [level, count] of Object.entries(other.levels) as [GroupLevel, number][])
    session.levels[level] = (session.levels[level] ?? 0) + count;
  for (const [service, timestamp] of other.services) noteService(session, service, timestamp);
  for (const member of other.members) noteMember(session, member);
  for (const id of other.ids) noteId(session, id);
}

function widen(
  session: GroupSession,
  span: Pick<GroupSession, 'first' | 'firstMs' | 'last' | 'lastMs'>,
): void {
  if (span.first < session.first) {
    session.first = span.first;
    session.firstMs = span.firstMs;
  }
  if (span.last > session.last) {
    session.last = span.last;
    session.lastMs = span.lastMs;
  }
}

function noteService(session: GroupSession, service: string, timestamp: string): void {
  const { services } = session;
  const before = services.get(service);
  if (before === undefined && services.size >= GROUP_BOUNDS.services) session.isApproximate = true;
  else if (before === undefined || timestamp < before) services.set(service, timestamp);
}

/** Puts a member where its time has it. Most come in order, so that is at the end. */
function noteMember({ members }: GroupSession, member: GroupMember): void {
  let at = members.length;
  while (at > 0 && isBefore(member, members[at - 1])) at -= 1;
  if (at >= GROUP_BOUNDS.members) return;
  members.splice(at, 0, member);
  if (members.length > GROUP_BOUNDS.members) members.pop();
}

function isBefore(one: GroupMember, other: GroupMember | undefined): boolean {
  if (!other) return false;
  if (one['@timestamp'] !== other['@timestamp']) return one['@timestamp'] < other['@timestamp'];
  return one.documentId < other.documentId;
}

function noteId(session: GroupSession, id: string): void {
  if (session.keepsIds && session.ids.size < GROUP_BOUNDS.ids) session.ids.add(id);
  else session.isApproximate = true;
}

function memberOf(log: CorrelatedLog): GroupMember {
  return {
    topic: log.topic,
    partition: log.partition,
    offset: log.offset,
    documentId: log.documentId,
    '@timestamp': log.timestamp,
    'service.name': log.service,
    severity: log.severity,
  };
}
