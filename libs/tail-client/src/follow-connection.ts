import {
  RESUME_SUBPROTOCOL_PREFIX,
  serverFrameSchema,
  TAIL_SUBPROTOCOL,
  TICKET_SUBPROTOCOL_PREFIX,
} from '@millrace/schemas';
import { openSocket } from '@millrace/websocket';
import type { ClientSocket, SocketEnd } from '@millrace/websocket';
import { CliError } from '../cli-error.js';
import type { TailFollower, TailStep } from './tail-follower.js';

/** What lets a connection in. */
export type TailCredential = { readonly ticket: string } | { readonly resumeToken: string };

/** Takes what a message asks for; resolves, once there is room for more, to whether to go on. */
export type TakeStep = (step: TailStep) => Promise<boolean>;

/** Why a connection was left. */
export type TailEnd = SocketEnd | 'done' | { readonly moveInMs: number };

const OPEN_TIMEOUT_MS = 10_000;
/** A batch is 64 KiB, a single row a quarter of a megabyte; several groups may share a frame. */
const MAX_FRAME_BYTES = 64 * 1_048_576;

/** Opens a connection, subscribes and hands over what comes until it ends. Rejects when it cannot be opened. */
export async function followConnection(
  { url, credential }: { readonly url: string; readonly credential: TailCredential },
  { follower, take }: { readonly follower: TailFollower; readonly take: TakeStep },
  signal: AbortSignal,
): Promise<TailEnd> {
  const socket = await openSocket(
    url,
    { protocols: protocolsOf(credential), timeoutMs: OPEN_TIMEOUT_MS, maxFrameBytes: MAX_FRAME_BYTES },
    signal,
  );
  const pulse = createPulse(socket);
  try {
    socket.send(JSON.stringify(follower.begin()));
    for await (const frame of socket.frames) {
      pulse.heard();
      for (const message of readFrame(frame)) {
        for (const step of follower.take(message)) {
          if (step.kind === 'send') socket.send(JSON.stringify(step.message));
          if (step.kind === 'alive') pulse.begin(step.heartbeatMs);
          if (step.kind === 'move') return { moveInMs: step.inMs };
          if (!(await take(step))) return 'done';
        }
      }
    }
    signal.throwIfAborted();
    return await socket.ended;
  } finally {
    pulse.end();
    socket.close();
  }
}

function protocolsOf(credential: TailCredential): readonly string[] {
  return [
    TAIL_SUBPROTOCOL,
    'ticket' in credential
      ? `${TICKET_SUBPROTOCOL_PREFIX}${credential.ticket}`
      : `${RESUME_SUBPROTOCOL_PREFIX}${credential.resumeToken}`,
  ];
}

function readFrame(frame: string) {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    json = undefined;
  }
  const read = serverFrameSchema.safeParse(json);
  if (read.success) return read.data;
  throw new CliError('reading a frame of the fan-out: it is not what this version expects', {
    hint: 'The service may be of another version than this command.',
  });
}

/** Beats in time, and cuts the connection when nothing is heard for two beats. */
function createPulse(socket: ClientSocket) {
  let timer: NodeJS.Timeout | undefined;
  let heardAt = performance.now();
  return {
    heard: () => void (heardAt = performance.now()),
    begin(heartbeatMs: number): void {
      timer = setInterval(() => {
        socket.send('{"type":"ping"}');
        if (performance.now() - heardAt > 2 * heartbeatMs) socket.close();
      }, heartbeatMs / 2);
    },
    end: () => clearInterval(timer),
  };
}
