import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { machinePorts, PortTakenError, reservePort, type PortProbe } from './reserve-port.js';

function portsTaken(...taken: readonly number[]): PortProbe {
  return {
    tryReserve: (port) =>
      Promise.resolve(taken.includes(port) ? undefined : { port, release: () => undefined }),
    findHolder: () => Promise.resolve({ pid: 42, command: 'python3 -m http.server' }),
  };
}

describe('reservePort', () => {
  it('takes the preferred port when it is free', async () => {
    expect((await reservePort({ preferred: 9092 }, portsTaken())).port).toBe(9092);
  });

  it('takes the next free port when the preferred one is in use', async () => {
    expect((await reservePort({ preferred: 9092 }, portsTaken(9092, 9093))).port).toBe(9094);
  });

  it('never moves a port the user fixed, and names the process in the way', async () => {
    const attempt = reservePort({ preferred: 9092, fixed: 5000 }, portsTaken(5000));
    await expect(attempt).rejects.toThrow(PortTakenError);
    await expect(attempt).rejects.toThrow('port 5000: process 42 (python3 -m http.server)');
  });

  it('never leaves the range of ports', async () => {
    await expect(reservePort({ preferred: 65_535 }, portsTaken(65_535))).rejects.toThrow(PortTakenError);
  });
});

describe('machinePorts', () => {
  it('grants a port once, until it is released, and leaves it free for a server', async () => {
    const reservation = await reservePort({ preferred: 41_000 });
    expect(await machinePorts.tryReserve(reservation.port)).toBeUndefined();
    const server = createServer().listen(reservation.port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    await new Promise((resolve) => server.close(resolve));
    reservation.release();
    const again = await machinePorts.tryReserve(reservation.port);
    expect(again?.port).toBe(reservation.port);
    again?.release();
  });

  it.runIf(process.platform === 'linux')('names the process that listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      expect(await machinePorts.tryReserve(port)).toBeUndefined();
      expect(await machinePorts.findHolder(port)).toMatchObject({ pid: process.pid });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
