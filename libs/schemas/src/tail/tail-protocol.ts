import { z } from 'zod';

/** Subprotocol that a client offers and the server selects. */
export const TAIL_SUBPROTOCOL = 'millrace.v1';
/** A second offered subprotocol that carries the credential: prefix and token, never in the URL. */
export const TICKET_SUBPROTOCOL_PREFIX = 'millrace.ticket.';
/** See {@link TICKET_SUBPROTOCOL_PREFIX}. */
export const RESUME_SUBPROTOCOL_PREFIX = 'millrace.resume.';
/** Path of the endpoint. */
export const TAIL_PATH = '/v1/tail';

/** What can be watched. */
export const TAIL_STREAMS = ['logs', 'correlations'] as const;
/** See {@link TAIL_STREAMS}. */
export type TailStream = (typeof TAIL_STREAMS)[number];

/** What happens to rows a reader is too slow for: close and let it resume, or leave the oldest out and count them. */
export const TAIL_POLICIES = ['lossless', 'latest'] as const;
/** See {@link TAIL_POLICIES}. */
export type TailPolicy = (typeof TAIL_POLICIES)[number];

/** Bounds of what a client may send; `hello` repeats them. */
export const TAIL_LIMITS = Object.freeze({
  frameBytes: 65_536,
  messagesPerFrame: 64,
  /** Sustained, with bursts of five times as many. */
  messagesPerSecond: 20,
  subscriptions: 32,
  filterBytes: 4_096,
  /** Terms of all filters of a connection together. */
  filterTerms: 512,
  idBytes: 64,
});

const id = z.string().min(1).max(TAIL_LIMITS.idBytes);
const cursor = z.string().min(1).max(4_096);

/** Asks for rows. Answered by `subscribed` or `error` with the same `id`. */
const subscribeSchema = z.object({
  type: z.literal('subscribe'),
  id,
  stream: z.enum(TAIL_STREAMS).default('logs'),
  /** A query of the filter language; empty for everything. */
  filter: z.string().max(TAIL_LIMITS.filterBytes).default(''),
  policy: z.enum(TAIL_POLICIES).default('lossless'),
  /** Where to begin: what comes from now on, or after a cursor of an earlier batch, ledger or heartbeat. */
  from: z.union([z.literal('now'), z.object({ cursor })]).default('now'),
  /** Checked against the credential's tenant, for a client that must not mix them up. */
  tenant: z.string().max(64).optional(),
});
const unsubscribeSchema = z.object({ type: z.literal('unsubscribe'), id, subscription: id });
const pingSchema = z.object({ type: z.literal('ping'), id: id.optional() });

/** Messages of version 1 that this server knows and does not serve yet. */
export const UNSERVED_MESSAGES = ['update', 'pause', 'resume', 'seek', 'query', 'cancel', 'ack'] as const;

/** Messages that this server answers. */
export const SERVED_MESSAGES = ['subscribe', 'unsubscribe', 'ping'] as const;

/** A message of a client. Fields that are not named are ignored. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  subscribeSchema,
  unsubscribeSchema,
  pingSchema,
]);
/** See {@link clientMessageSchema}. */
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** Codes of `error` messages, which leave the connection open. */
export const TAIL_ERRORS = [
  'invalid-message',
  'invalid-filter',
  'invalid-cursor',
  'cursor-of-another-filter',
  'cursor-too-old',
  'topic-recreated',
  'too-many-subscriptions',
  'too-many-filters',
  'duplicate-id',
  'duplicate-filter',
  'unknown-subscription',
  'not-served',
] as const;
/** See {@link TAIL_ERRORS}. */
export type TailErrorCode = (typeof TAIL_ERRORS)[number];

const count = z.int().min(0);
const offsets = z.object({ partition: count, from: count, to: count });

const helloSchema = z.object({
  type: z.literal('hello'),
  protocol: z.literal(1),
  node: z.string(),
  heartbeatMs: count,
  resumeToken: z.string(),
  limits: z.object({
    frameBytes: count,
    messagesPerFrame: count,
    messagesPerSecond: count,
    subscriptions: count,
    filterBytes: count,
    filterTerms: count.optional(),
  }),
});
const subscribedSchema = z.object({
  type: z.literal('subscribed'),
  id: z.string(),
  group: count,
  stream: z.enum(TAIL_STREAMS),
  policy: z.enum(TAIL_POLICIES),
  /** Subscriptions of this node with the same filter, this one included. */
  subscribers: count,
  cursor: z.string(),
});
const batchSchema = z.object({
  type: z.literal('batch'),
  group: count,
  rows: z.array(z.object({ partition: count, offset: count, document: z.record(z.string(), z.unknown()) })),
  cursor: z.string(),
});
const ledgerSchema = z.object({
  type: z.literal('ledger'),
  id: z.string(),
  /** Rows of the filter among the offsets evaluated since `subscribed`: matched = delivered + dropped + queued. */
  matched: count,
  delivered: count,
  queued: count,
  dropped: z.array(z.object({ reason: z.literal('too-slow'), rows: count, offsets: z.array(offsets) })),
  cursor: z.string(),
});
const liveSchema = z.object({ type: z.literal('live'), id: z.string() });
const heartbeatSchema = z.object({ type: z.literal('heartbeat'), resumeToken: z.string() });
const gapSchema = z.object({
  type: z.literal('gap'),
  id: z.string(),
  reason: z.enum(['expired', 'too-slow']),
  offsets: z.array(offsets),
});
const unsubscribedSchema = z.object({ type: z.literal('unsubscribed'), id: z.string() });
const pongSchema = z.object({ type: z.literal('pong'), id: z.string().optional() });
const drainSchema = z.object({ type: z.literal('drain'), reconnectInMs: count, withinMs: count });
const errorSchema = z.object({
  type: z.literal('error'),
  id: z.string().optional(),
  code: z.enum(TAIL_ERRORS),
  message: z.string(),
  /** Field of the message that is wrong. */
  path: z.string().optional(),
  /** Oldest position the node can still begin at, with `cursor-too-old`. */
  floor: z.string().optional(),
  /** Offsets between the refused cursor and the floor. */
  missed: count.optional(),
});

/** A message of the server. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  helloSchema,
  subscribedSchema,
  batchSchema,
  ledgerSchema,
  liveSchema,
  heartbeatSchema,
  gapSchema,
  unsubscribedSchema,
  pongSchema,
  drainSchema,
  errorSchema,
]);
/** See {@link serverMessageSchema}. */
export type ServerMessage = z.infer<typeof serverMessageSchema>;
/** The message of one type. */
export type ServerMessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** A frame of the server: one or several messages. */
export const serverFrameSchema = z.array(serverMessageSchema);
