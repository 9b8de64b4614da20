import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that passes requests on but loses the first answers: the sender's connection breaks instead. */
export interface ForgetfulProxy {
  readonly port: number;
  /** Requests that were passed on and answered by the service. */
  answered(): number;
  stop(): Promise<void>;
}

/** Starts one before the service on `target` that loses `answersLost` answers. */
export async function startForgetfulProxy(target: number, answersLost: number): Promise<ForgetfulProxy> {
  let answered = 0;
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming;
    const passedOn = request({ port: target, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        answered++;
        if (answered <= answersLost) incoming.socket.destroy();
        else outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(chunks));
      });
    });
    passedOn.on('error', () => incoming.socket.destroy());
    incoming.pipe(passedOn);
  };
  const server = createServer(forward).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    answered: () => answered,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
