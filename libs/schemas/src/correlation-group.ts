import { z } from 'zod';
import { CORRELATION_SOURCES } from './canonical-document.js';
import { DOCUMENT_ID_PATTERN, documentId } from './document-id.js';
import { TENANT_PATTERN } from './tenant.js';
import { formatTimestamp, indexDayOf, TIMESTAMP_PATTERN, timestampMs } from './timestamp.js';

/** Version of the group document that is written; readers accept it and the one before it. */
export const CORRELATION_GROUP_VERSION = 1;

/** How a group stands: its closing event came, nothing came for the window, or another group took it in. */
export const GROUP_STATUSES = ['complete', 'timeout', 'merged'] as const;
/** See {@link GROUP_STATUSES}. */
export type GroupStatus = (typeof GROUP_STATUSES)[number];

/** Levels by which members are counted; `none` is for those whose severity is unknown. */
export const GROUP_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'none'] as const;
/** See {@link GROUP_LEVELS}. */
export type GroupLevel = (typeof GROUP_LEVELS)[number];

/** Whether counts are all there was: past the bounds of a group, or of all that are held with it, they may not be. */
export const GROUP_PRECISIONS = ['exact', 'approximate'] as const;

const count = z.int().min(0);
const timestamp = z.string().regex(TIMESTAMP_PATTERN);

/** A log of a group, by where it is. */
export const groupMemberSchema = z.strictObject({
  topic: z.string(),
  partition: count,
  offset: count,
  documentId: z.string().regex(DOCUMENT_ID_PATTERN),
  '@timestamp': timestamp,
  'service.name': z.string(),
  severity: z.int().min(0).max(24),
});
/** See {@link groupMemberSchema}. */
export type GroupMember = z.infer<typeof groupMemberSchema>;

/**
 * A revision of a correlation group, version 1: the value of a record of `correlations`, the document in Elasticsearch
 * and what a socket receives. Equal logs in any order end in equal documents, but for `revision` and `evidence`.
 */
export const correlationGroupSchema = z.strictObject({
  /** Time of the first member. */
  '@timestamp': timestamp,
  id: z.string().regex(DOCUMENT_ID_PATTERN),
  tenant: z.string().regex(TENANT_PATTERN),
  'correlation.id': z.string().min(1),
  'correlation.source': z.enum(CORRELATION_SOURCES).optional(),
  rule: z.string(),
  status: z.enum(GROUP_STATUSES),
  /** The group that took this one in. */
  mergedInto: z.string().optional(),
  /** From 1; a higher one replaces a lower one. */
  revision: z.int().min(1),
  first: timestamp,
  last: timestamp,
  durationMs: z.number().min(0),
  /** Distinct services in the order of their first log. */
  services: z.array(z.string()),
  logs: z.int().min(1),
  errors: count,
  levels: z.partialRecord(z.enum(GROUP_LEVELS), count),
  /** The first members, by time; {@link GROUP_BOUNDS} says how many. */
  members: z.array(groupMemberSchema),
  precision: z.enum(GROUP_PRECISIONS),
  /** What was seen while it was made; differs with the order of arrival. */
  evidence: z.strictObject({
    duplicates: count,
    /** Logs that came after the group was closed for the first time. */
    late: count,
    closedAt: z.iso.datetime(),
    /** Assignment epoch of the partition. */
    epoch: count,
  }),
});
/** See {@link correlationGroupSchema}. */
export type CorrelationGroup = z.infer<typeof correlationGroupSchema>;

/** What a group keeps at the most. */
export const GROUP_BOUNDS = Object.freeze({
  /** Members referred to. */
  members: 100,
  /** Ids by which a second delivery is told; beyond it counts are approximate. */
  ids: 10_000,
  services: 200,
});

/**
 * Id of a group, made as a log's is: the time of its first log in front, so that the day of its index is part of the id
 * and a late log that comes before the first moves no revision to another index.
 */
export function correlationGroupId(group: {
  readonly tenant: string;
  readonly rule: string;
  readonly correlationId: string;
  /** Time of the first log when it was first closed, which tells two uses of one id apart. */
  readonly first: string;
}): string {
  const { tenant, rule, correlationId, first } = group;
  return documentId(tenant, JSON.stringify([rule, correlationId, first]), timestampMs(first));
}

const TIME_CHARACTERS = 8;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** `yyyy.MM.dd` of the index a group's revisions are in, told from its id; undefined for an id no group can have. */
export function correlationGroupDay(id: string): string | undefined {
  if (!DOCUMENT_ID_PATTERN.test(id)) return undefined;
  const epochMs = Buffer.from(id.slice(0, TIME_CHARACTERS), 'base64url').readUIntBE(0, 6);
  return epochMs > LAST_MS ? undefined : indexDayOf(formatTimestamp({ epochMs, nanos: 0 }));
}

/** Version under which Elasticsearch takes a revision: one of a later owner is higher, whatever its revision. */
export function correlationVersion(epoch: number, revision: number): number {
  return epoch * 2 ** 32 + revision;
}
