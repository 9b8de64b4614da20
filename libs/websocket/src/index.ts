export { openSocket, UpgradeRefusedError } from './client-socket.js';
export type { ClientSocket, OpenSocketOptions, SocketEnd } from './client-socket.js';
export { createSocketServer, refuseUpgrade } from './socket-server.js';
export type {
  HttpRefusal,
  ServerSocket,
  SocketListener,
  SocketOffer,
  SocketServer,
  SocketServerOptions,
} from './socket-server.js';
