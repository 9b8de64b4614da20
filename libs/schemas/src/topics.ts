const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How one Kafka topic is created and checked; the only place where topics are declared. */
export interface TopicDeclaration {
  readonly name: string;
  /** Fixed at creation: adding partitions later moves keys, open groups and cursors. */
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact' | 'compact,delete';
  /** `retention.ms`; absent for topics that are only compacted. */
  readonly retentionMs?: number;
  /** `LogAppendTime` where a producer's old stamp would let retention eat a record unread. */
  readonly timestampType: 'LogAppendTime' | 'CreateTime';
}

const DEFAULT_PARTITIONS = 12;

function topic(name: string, rest: Omit<TopicDeclaration, 'name' | 'partitions'>): TopicDeclaration {
  return Object.freeze({ name, partitions: DEFAULT_PARTITIONS, ...rest });
}

/** Every topic Millrace owns, by its role. Tenants' own raw topics are made by {@link rawTopicOf}. */
export const TOPICS = Object.freeze({
  raw: topic('logs.raw', { cleanup: 'delete', retentionMs: DAY_MS, timestampType: 'LogAppendTime' }),
  logs: topic('logs', { cleanup: 'delete', retentionMs: 3 * DAY_MS, timestampType: 'LogAppendTime' }),
  deadLetters: topic('dead-letters', {
    cleanup: 'delete',
    retentionMs: 30 * DAY_MS,
    timestampType: 'LogAppendTime',
  }),
  correlations: topic('correlations', {
    cleanup: 'delete',
    retentionMs: 7 * DAY_MS,
    timestampType: 'LogAppendTime',
  }),
  controlRequests: topic('control.requests', {
    cleanup: 'delete',
    retentionMs: HOUR_MS,
    timestampType: 'LogAppendTime',
  }),
  controlReplies: topic('control.replies', {
    cleanup: 'delete',
    retentionMs: HOUR_MS,
    timestampType: 'LogAppendTime',
  }),
  /** By partition, the newest of which is all that matters; the append time shows whose clock is ahead. */
  watermarks: topic('watermarks', { cleanup: 'compact', timestampType: 'LogAppendTime' }),
  parked: topic('logs.parked', {
    cleanup: 'delete',
    retentionMs: 7 * DAY_MS,
    timestampType: 'LogAppendTime',
  }),
});

/** Role of a topic in {@link TOPICS}. */
export type TopicRole = keyof typeof TOPICS;

/** Longest retention of any topic, ms: group offsets have to outlive it (`offsets.retention.minutes`). */
export const LONGEST_RETENTION_MS = Math.max(...Object.values(TOPICS).map((t) => t.retentionMs ?? 0));

/** The raw topic that belongs to one tenant; its records get that tenant whatever they say. */
export function rawTopicOf(tenant: string): TopicDeclaration {
  return Object.freeze({ ...TOPICS.raw, name: `${TOPICS.raw.name}.${tenant}` });
}

/** The tenant that owns a raw topic, `defaultTenant` for plain `logs.raw`, undefined for any other topic. */
export function tenantOfRawTopic(name: string, defaultTenant: string): string | undefined {
  if (name === TOPICS.raw.name) return defaultTenant;
  const prefix = `${TOPICS.raw.name}.`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}
