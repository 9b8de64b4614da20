import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { findPortHolder, type PortHolder } from './port-holder.js';

/** A TCP port that no other Millrace supervisor on this machine will pick until it is released. */
export interface PortReservation {
  readonly port: number;
  release(): void;
}

/** A port the user asked for is in use; names the process in the way when it can be seen. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(
    readonly port: number,
    readonly holder: PortHolder | undefined,
  ) {
    const who = holder ? `process ${holder.pid} (${holder.command})` : 'another process';
    super(`Reserving port ${port}: ${who} holds it; stop that, or choose another port`);
  }
}

/** What port choice needs to know of the machine. */
export interface PortProbe {
  /** Reserves the port; `undefined` when it is taken. */
  tryReserve(port: number): Promise<PortReservation | undefined>;
  findHolder(port: number): Promise<PortHolder | undefined>;
}

/** Ports tried above the preferred one before giving up. */
const SEARCH_WIDTH = 200;

/**
 * Reserves exactly `fixed` if the user fixed a port, else the first free one from `preferred` upwards.
 *
 * @throws PortTakenError when the fixed port, or every candidate, is in use
 */
export async function reservePort(
  wish: { readonly preferred: number; readonly fixed?: number | undefined },
  probe: PortProbe = machinePorts,
): Promise<PortReservation> {
  const candidates =
    wish.fixed === undefined
      ? Array.from({ length: SEARCH_WIDTH }, (_, step) => wish.preferred + step).filter(
          (port) => port <= 65_535,
        )
      : [wish.fixed];
  for (const port of candidates) {
    const reservation = await probe.tryReserve(port);
    if (reservation !== undefined) return reservation;
  }
  const blamed = wish.fixed ?? wish.preferred;
  throw new PortTakenError(blamed, await probe.findHolder(blamed));
}

/**
 * The ports of this machine's loopback interface.
 *
 * A reservation is a UDP socket bound to the same number: the kernel grants it to one process only and takes it back
 * when that process dies, while the TCP port stays free for the server itself. So two supervisors that start at the
 * same moment never pick the same port, and no file can go stale.
 */
export const machinePorts: PortProbe = {
  findHolder: findPortHolder,
  async tryReserve(port) {
    const socket = await bindDatagram(port);
    if (socket === undefined) return undefined;
    if (await isListenable(port)) return { port, release: () => void socket.close() };
    socket.close();
    return undefined;
  },
};

function bindDatagram(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(socket);
    });
  });
}

function isListenable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
