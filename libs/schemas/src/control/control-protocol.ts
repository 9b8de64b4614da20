import { z } from 'zod';

/** What an operator may tell an instance. */
export const CONTROL_COMMANDS = ['status', 'pause', 'resume'] as const;
/** See {@link CONTROL_COMMANDS}. */
export type ControlCommand = (typeof CONTROL_COMMANDS)[number];

/** The target that is every instance; another one is a service or an instance. */
export const ALL_INSTANCES = 'all';

/** A name of an instance or a service, as it stands in a target. */
export const CONTROL_TARGET_PATTERN = /^[a-z0-9][a-z0-9-]{0,99}$/;

/** Why an instance did not do what it was told: it does not know the command, it may not, or it tried and failed. */
export const CONTROL_ERRORS = ['unknown-command', 'refused', 'failed'] as const;
/** See {@link CONTROL_ERRORS}. */
export type ControlErrorCode = (typeof CONTROL_ERRORS)[number];

const name = z.string().regex(CONTROL_TARGET_PATTERN);
const count = z.int().min(0);

/** Value of a record of `control.requests`. A command this version does not know is still a request. */
export const controlRequestSchema = z.object({
  id: z.uuid(),
  target: name,
  command: z.string().min(1).max(100),
  /** Who asked, for the log: the id of a key. */
  from: z.string().max(100),
  /** Nobody waits for an answer any more: it is not carried out late. */
  expiresAt: z.iso.datetime(),
});
/** See {@link controlRequestSchema}. */
export type ControlRequest = z.infer<typeof controlRequestSchema>;

/** How an instance is. */
export const instanceStatusSchema = z.object({
  /** `idle`: it reads no records that could be paused. */
  state: z.enum(['consuming', 'paused', 'idle']),
  pausedSince: z.iso.datetime().optional(),
  ready: z.boolean(),
  partitions: count,
  /** Records between its positions and the ends of its partitions. */
  lagRecords: count,
  /** Records it has read and not yet done. */
  queuedRecords: count,
});
/** See {@link instanceStatusSchema}. */
export type InstanceStatus = z.infer<typeof instanceStatusSchema>;

/** Value of a record of `control.replies`. */
export const controlReplySchema = z.object({
  request: z.uuid(),
  instance: name,
  service: name,
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done'), status: instanceStatusSchema }),
    z.object({ kind: z.literal('failed'), code: z.enum(CONTROL_ERRORS), reason: z.string() }),
  ]),
});
/** See {@link controlReplySchema}. */
export type ControlReply = z.infer<typeof controlReplySchema>;

/** An instance as it announces itself. */
export interface AnnouncedInstance {
  readonly instance: string;
  readonly service: string;
  readonly host: string;
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** When it said so last. */
  readonly seenAt: string;
}
