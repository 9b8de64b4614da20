/**
 * @typedef {object} Watch
 * @property {string} filter a query as in search
 * @property {() => Promise<{ url: string, ticket: string }>} getTicket asks for a new ticket
 * @property {(log: Record<string, any>) => void} onLog
 * @property {(text: string) => void} onState
 *
 * @typedef {Watch & { socket?: WebSocket, url?: string, cursor?: string, resumeToken?: string, beat?: any, ended?: true }} Tail
 * @typedef {{ type: string, [field: string]: any }} Message
 */

/**
 * Watches logs over a plain WebSocket, as apps/websocket-fanout/PROTOCOL.md has it. A connection that breaks is opened
 * again with the last resume token and goes on from the last cursor: no log twice, none left out.
 *
 * @param {Watch} watch
 * @returns {() => void} ends it
 */
export function watchLogs(watch) {
  /** @type {Tail} */
  const tail = { ...watch };
  void connect(tail);
  return () => stop(tail);
}

/** @param {Tail} tail */
async function connect(tail) {
  try {
    let credential = `millrace.resume.${tail.resumeToken}`;
    if (tail.resumeToken === undefined) {
      const { url, ticket } = await tail.getTicket();
      [tail.url, credential] = [url, `millrace.ticket.${ticket}`];
    }
    if (!tail.ended) open(tail, new WebSocket(tail.url ?? '', ['millrace.v1', credential]));
  } catch (error) {
    tail.onState(`no ticket: ${error}`);
    connectAgain(tail);
  }
}

/** @param {Tail} tail @param {WebSocket} socket */
function open(tail, socket) {
  tail.socket = socket;
  socket.onopen = () => subscribe(tail);
  socket.onmessage = ({ data }) => JSON.parse(data).forEach((/** @type {Message} */ one) => take(tail, one));
  socket.onclose = ({ code, reason }) => {
    clearInterval(tail.beat);
    if (code >= 4100) delete tail.resumeToken;
    if (code >= 4200) tail.ended = true;
    tail.onState(`${tail.ended ? 'ended' : 'connection lost'}: ${reason || code}`);
    connectAgain(tail);
  };
}

/** @param {Tail} tail */
function subscribe({ socket, filter, cursor }) {
  const from = cursor === undefined ? 'now' : { cursor };
  socket?.send(JSON.stringify({ type: 'subscribe', id: 'tail', filter, from }));
}

/** @param {Tail} tail @param {Message} message */
function take(tail, message) {
  const { type, cursor, resumeToken, heartbeatMs, rows, reconnectInMs } = message;
  if (resumeToken !== undefined) tail.resumeToken = resumeToken;
  if (cursor !== undefined) tail.cursor = cursor;
  if (type === 'hello') tail.beat = setInterval(() => tail.socket?.send('{"type":"ping"}'), heartbeatMs);
  if (type === 'subscribed') tail.onState('watching');
  if (type === 'batch') for (const { document } of rows) tail.onLog(document);
  if (type === 'drain') setTimeout(() => tail.socket?.close(), reconnectInMs);
  if (type === 'error') refused(tail, message);
}

/** @param {Tail} tail @param {Message} error */
function refused(tail, { message, floor }) {
  tail.onState(message);
  if (floor === undefined) return stop(tail);
  // What follows the last cursor is no longer held: go on with the oldest that is.
  tail.cursor = floor;
  subscribe(tail);
}

/** @param {Tail} tail */
function connectAgain(tail) {
  if (!tail.ended) setTimeout(() => connect(tail), 1_000 + Math.random() * 1_000);
}

/** @param {Tail} tail */
function stop(tail) {
  tail.ended = true;
  tail.socket?.close();
}
