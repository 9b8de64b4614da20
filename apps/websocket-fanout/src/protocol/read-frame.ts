import { clientMessageSchema, SERVED_MESSAGES, TAIL_LIMITS, UNSERVED_MESSAGES } from '@millrace/schemas';
import type { ClientMessage } from '@millrace/schemas';

/** A message that was not understood, as the `error` message tells it. */
export interface MessageFault {
  readonly id?: string;
  readonly code: 'invalid-message' | 'not-served';
  readonly message: string;
}

/** What a frame of a client holds; `broken` when it is no frame of the protocol at all. */
export type FrameReading =
  { readonly messages: readonly (ClientMessage | MessageFault)[] } | { readonly broken: string };

/** Reads a text frame: one message or a list of them. Never throws. */
export function readFrame(text: string): FrameReading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { broken: 'the frame is not JSON' };
  }
  const items: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (items.length > TAIL_LIMITS.messagesPerFrame)
    return { broken: `more than ${TAIL_LIMITS.messagesPerFrame} messages in a frame` };
  const messages: (ClientMessage | MessageFault)[] = [];
  for (const item of items) {
    const type = typeof item === 'object' && item !== null && 'type' in item ? item.type : undefined;
    if (typeof type !== 'string') return { broken: 'a message is an object with a type' };
    const message = readMessage(item, type);
    if (message === undefined) return { broken: `there is no message of type ${type.slice(0, 40)}` };
    messages.push(message);
  }
  return { messages };
}

function readMessage(item: unknown, type: string): ClientMessage | MessageFault | undefined {
  const id = idOf(item);
  const base = id === undefined ? {} : { id };
  if ((UNSERVED_MESSAGES as readonly string[]).includes(type))
    return { ...base, code: 'not-served', message: `${type} is part of the protocol, but not served yet` };
  if (!(SERVED_MESSAGES as readonly string[]).includes(type)) return undefined;
  const read = clientMessageSchema.safeParse(item);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = issue?.path.join('.') ?? '';
  return {
    ...base,
    code: 'invalid-message',
    message: `${type}.${path}: ${issue?.message ?? 'not as expected'}`,
  };
}

function idOf(item: unknown): string | undefined {
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined;
  return typeof id === 'string' && id.length <= TAIL_LIMITS.idBytes ? id : undefined;
}
