import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

const require = createRequire(import.meta.url);
const createDefaultFactory = require('kafkajs/src/network/socketFactory') as () => ISocketFactory;

/** The sockets of one kafkajs client, which can be shut for good. */
export interface SocketGate {
  readonly factory: ISocketFactory;
  /** Destroys the sockets and refuses new ones: whatever the client still retries, nothing leaves it any more. */
  shut(): void;
  /** Throws once it is shut, so that nothing new is begun on it. */
  throwIfShut(): void;
}

/** See {@link SocketGate}. kafkajs has no way to end a call that it is retrying; `disconnect` makes it connect again. */
export function createSocketGate(): SocketGate {
  const create = createDefaultFactory();
  const sockets = new Set<Socket>();
  let isShut = false;
  const throwIfShut = (): void => {
    if (isShut) throw new Error('the client was given up');
  };
  return {
    throwIfShut,
    factory: (options) => {
      throwIfShut();
      const socket = create(options);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    shut() {
      isShut = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}
