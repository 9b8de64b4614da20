import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TAIL_SUBPROTOCOL, type ServerMessage } from '@millrace/schemas';
import { createSocketServer, type HttpRefusal, type ServerSocket } from '@millrace/websocket';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { InterruptedError } from '../interrupt.js';
import { createTerminal } from '../output/terminal.js';
import { runTail, type TailCommandOptions } from './run-tail.js';

/** What the fan-out does with the next connection: refuse it, or serve it once it has subscribed. */
type Turn = HttpRefusal | ((send: (message: ServerMessage) => void, socket: ServerSocket) => void);

let server: Server;
let turns: Turn[];
let subscriptions: object[];
let closeSockets: () => void;
let url: string;

beforeEach(async () => {
  turns = [];
  subscriptions = [];
  const sockets = createSocketServer({
    subprotocol: TAIL_SUBPROTOCOL,
    maxFrameBytes: 65_536,
    refuse: () => (typeof turns[0] === 'object' ? (turns.shift() as HttpRefusal) : undefined),
    open: (socket) => {
      const turn = turns.shift();
      const send = (message: ServerMessage): void => socket.send(Buffer.from(JSON.stringify([message])));
      send(HELLO);
      return {
        text: (text) => {
          subscriptions.push(JSON.parse(text) as object);
          if (typeof turn !== 'function') return;
          send(SUBSCRIBED);
          turn(send, socket);
        },
        heard: () => undefined,
        closed: () => undefined,
      };
    },
  });
  closeSockets = () => sockets.terminateAll();
  server = createServer((_request, response) =>
    response.end(JSON.stringify({ ticket: 't', url: `${url.replace('http', 'ws')}/v1/tail` })),
  );
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  closeSockets();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const HELLO: ServerMessage = {
  ...{ type: 'hello', protocol: 1, node: 'n', heartbeatMs: 30_000, resumeToken: 'r' },
  limits: {
    ...{ frameBytes: 1, messagesPerFrame: 1, messagesPerSecond: 1 },
    ...{ subscriptions: 1, filterBytes: 1 },
  },
};
const SUBSCRIBED: ServerMessage = {
  ...{ type: 'subscribed', id: 'tail', group: 1, stream: 'logs', policy: 'lossless' },
  ...{ subscribers: 1, cursor: 'c0' },
};
const ROW: ServerMessage = {
  ...{ type: 'batch', group: 1, cursor: 'c1' },
  rows: [{ partition: 0, offset: 1, document: { message: 'red' } }],
};

/** A tail, what it wrote, and how to interrupt it; its output is full at once where `isFull`. */
function tail({
  isFull = false,
  limit = 1,
  after,
  filter = '',
}: Partial<TailCommandOptions> & { isFull?: boolean; filter?: string } = {}) {
  const [rows, notes]: [string[], string[]] = [[], []];
  const out = Object.assign(new EventEmitter(), {
    write: (chunk: string | Uint8Array) => rows.push(String(chunk)) > 0 && !isFull,
  });
  const terminal = createTerminal({ out, err: { write: (text) => notes.push(text) }, noColour: true });
  const interruption = new AbortController();
  const context: CliContext = {
    config: { access: { apiUrl: url, ingestUrl: url, key: 'mr_key' }, stateDir: undefined },
    terminal,
    startProgress: () => ({ update: () => undefined, stop: () => undefined }),
    stdin: (async function* () {})(),
    now: () => 0,
    interrupted: () => interruption.signal,
    exitWith: () => undefined,
  };
  const ended = runTail(
    filter,
    { stream: 'logs', policy: 'lossless', limit, json: true, ...(after && { after }) },
    context,
  );
  return { rows, notes, ended, interrupt: () => interruption.abort(new InterruptedError()) };
}

describe('runTail', () => {
  it('says in sentences why a connection is gone, and that it is back', async () => {
    turns = [
      (_send, socket) => socket.close(1001, 'going away'),
      { status: 503, reason: 'draining' },
      (send) => send(ROW),
    ];
    const { rows, notes, ended } = tail();
    expect(await ended).toBe(0);
    expect(rows).toEqual(['{"message":"red"}\n']);
    expect(notes).toEqual([
      'Watching logs from now on; Ctrl-C ends.\n',
      expect.stringMatching(/ killed\. Connecting again in \d\.\d s\.\n$/),
      expect.stringMatching(
        /^reaching the fan-out: opening a connection: the server answered 503\. Connecting again in \d\.\d s\.\n$/,
      ),
      'Connected again.\n',
    ]);
  });

  it('takes over from a search where that says, and leaves out what it has shown', async () => {
    const row = (id: string) => ({ partition: 0, offset: 1, document: { 'event.id': id } });
    turns = [(send) => send({ ...ROW, rows: [row('a'), row('b'), row('c')] })];
    const { rows, notes, ended } = tail({ limit: 2, after: { cursor: 'here', shown: new Set(['b']) } });
    expect(await ended).toBe(0);
    expect(subscriptions).toMatchObject([{ type: 'subscribe', from: { cursor: 'here' } }]);
    expect(rows).toEqual(['{"event.id":"a"}\n', '{"event.id":"c"}\n']);
    expect(notes).toEqual(['Watching logs from where the search ended; Ctrl-C ends.\n']);
  });

  it('leaves out what is older than the search goes back', async () => {
    const row = (time: string) => ({
      ...{ partition: 0, offset: 1 },
      document: { 'event.id': time, '@timestamp': `2026-11-21T${time}Z` },
    });
    const rows = ['11:59:59.999999999', '12:00:00.000000000', '12:00:01.000000000'].map(row);
    turns = [(send) => send({ ...ROW, rows })];
    const fromMs = Date.parse('2026-11-21T12:00:00Z');
    const { rows: shown, ended } = tail({ limit: 2, after: { cursor: 'here', shown: new Set(), fromMs } });
    expect(await ended).toBe(0);
    expect(shown.map((line) => (JSON.parse(line) as { 'event.id': string })['event.id'])).toEqual([
      '12:00:00.000000000',
      '12:00:01.000000000',
    ]);
  });

  it('says that it begins now where the search could not tell', async () => {
    turns = [(send) => send(ROW)];
    const { notes, ended } = tail({ after: { cursor: null, shown: new Set() } });
    await ended;
    expect(subscriptions).toMatchObject([{ from: 'now' }]);
    expect(notes).toEqual(['Watching logs from now on; Ctrl-C ends.\n']);
  });

  it('points at once at what is probably not meant as text, unless the search before has found it', async () => {
    turns = [(send) => send(ROW), (send) => send(ROW)];
    const { notes, ended } = tail({ filter: 'level=warn' });
    await ended;
    expect(notes.slice(1)).toEqual([
      '  level=warn\n',
      expect.stringMatching(/^ {2}\^{10} .*level:warn\?\n$/),
    ]);
    const after = { cursor: 'here', shown: new Set(['a']) };
    const following = tail({ filter: 'level=warn', after });
    await following.ended;
    expect(following.notes).toHaveLength(1);
  });

  it('ends when it is interrupted while nobody reads its output', async () => {
    turns = [(send) => send(ROW)];
    const { rows, ended, interrupt } = tail({ isFull: true, limit: 2 });
    const refused = expect(ended).rejects.toThrow(InterruptedError);
    await vi.waitUntil(() => rows.length > 0);
    interrupt();
    await refused;
  });

  it('says at the start that the api answers where the fan-out does not', async () => {
    turns = [{ status: 503, reason: 'starting' }];
    const error = await tail().ended.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ exitCode: 3, hint: expect.stringContaining('The api answers') });
  });
});
