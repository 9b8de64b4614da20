import { ALL_INSTANCES, controlRequestSchema } from '@millrace/schemas';
import type { ControlReply, ControlRequest, InstanceStatus } from '@millrace/schemas';

/** An instance as requests reach it. */
export interface ControlledInstance {
  readonly instance: string;
  readonly service: string;
  /** What it can be told; a handler throws {@link RefusedCommandError} for what it may not do. */
  readonly commands: Readonly<Record<string, (request: ControlRequest) => void | Promise<void>>>;
  /** How it is after a command. */
  readonly status: () => Promise<InstanceStatus>;
}

/** A command that this instance does not carry out, whatever it tries. */
export class RefusedCommandError extends Error {
  override readonly name = 'RefusedCommandError';
}

/**
 * The answer to a message of `control.requests`: undefined when it is for others, nobody waits for it any more, or it
 * is no request at all. A command that is unknown, refused or failing is answered, never thrown.
 */
export async function answerRequest(
  message: unknown,
  self: ControlledInstance,
  nowMs: number,
): Promise<ControlReply | undefined> {
  const parsed = controlRequestSchema.safeParse(message);
  if (!parsed.success) return undefined;
  const request = parsed.data;
  const { instance, service } = self;
  if (![ALL_INSTANCES, service, instance].includes(request.target)) return undefined;
  if (Date.parse(request.expiresAt) <= nowMs) return undefined;
  return { request: request.id, instance, service, answer: await answer(request, self) };
}

async function answer(request: ControlRequest, self: ControlledInstance): Promise<ControlReply['answer']> {
  const { command } = request;
  const handler = Object.hasOwn(self.commands, command) ? self.commands[command] : undefined;
  if (handler === undefined) {
    const known = Object.keys(self.commands).join(', ');
    return { kind: 'failed', code: 'unknown-command', reason: `${command} is none of ${known}` };
  }
  try {
    await handler(request);
    return { kind: 'done', status: await self.status() };
  } catch (error) {
    const code = error instanceof RefusedCommandError ? 'refused' : 'failed';
    return { kind: 'failed', code, reason: error instanceof Error ? error.message : String(error) };
  }
}
