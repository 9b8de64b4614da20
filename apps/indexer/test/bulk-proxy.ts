import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An item of a bulk reply as Elasticsearch writes it. */
export interface BulkItemResult {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
  readonly failure_store?: string;
}

/** What the proxy does with one bulk request. `ids` are those of its actions, in order. */
export type BulkFault = (request: {
  readonly ids: readonly string[];
  /** Number of this bulk request, from 0. */
  readonly at: number;
}) =>
  | 'pass'
  /** Forwards the request and cuts the connection instead of passing the reply on. */
  | 'drop-reply'
  /** Cuts the connection; Elasticsearch never sees the request. */
  | 'drop-request'
  /** Answers in Elasticsearch's place. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Forwards only the actions without an entry; answers the others with their entry, at their place. */
  | { readonly items: ReadonlyMap<string, BulkItemResult> };

/** An HTTP server between the indexer and Elasticsearch that breaks `_bulk` as told and passes everything else. */
export async function startBulkProxy(target: string, fault: BulkFault) {
  let at = 0;
  const sizes: number[] = [];
  const decide = async (request: IncomingMessage, body: Buffer): Promise<Reply | 'cut'> => {
    const lines = body.toString('utf8').split('\n').slice(0, -1);
    const ids = lines.flatMap((line, index) =>
      index % 2 === 0 ? [JSON.parse(line).create?._id as string | undefined] : [],
    );
    // A probe of a parked index is no create action.
    if (!ids.every((id) => id !== undefined)) return forward(target, request, body);
    sizes.push(ids.length);
    const decision = fault({ ids, at: at++ });
    if (decision === 'drop-request') return 'cut';
    if (typeof decision === 'object' && 'items' in decision) {
      return forwardSome(target, request, { lines, ids, items: decision.items });
    }
    if (typeof decision === 'object') {
      const { status, headers, body: answer = '{}' } = decision;
      return { status, headers: { ...REPLY_HEADERS, ...headers }, body: Buffer.from(answer) };
    }
    const reply = await forward(target, request, body);
    return decision === 'drop-reply' ? 'cut' : reply;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    const isBulk = request.url?.startsWith('/_bulk') === true;
    const reply = isBulk ? await decide(request, body) : await forward(target, request, body);
    if (reply === 'cut') request.socket.destroy();
    else relay(response, reply);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Actions of each bulk request so far. */
    sizes: sizes as readonly number[],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const REPLY_HEADERS = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

interface SomeActions {
  readonly lines: readonly string[];
  readonly ids: readonly string[];
  readonly items: ReadonlyMap<string, BulkItemResult>;
}

async function forwardSome(
  target: string,
  request: IncomingMessage,
  { lines, ids, items }: SomeActions,
): Promise<Reply> {
  const kept = ids.flatMap((id, at) => (items.has(id) ? [] : [`${lines[at * 2]}\n${lines[at * 2 + 1]}\n`]));
  const real = kept.length === 0 ? undefined : await forward(target, request, Buffer.from(kept.join('')));
  const parsed = real ? JSON.parse(real.body.toString('utf8')) : { items: [] };
  const rest = parsed.items as unknown[];
  const all = ids.map((id) => (items.has(id) ? { create: items.get(id) } : rest.shift()));
  return {
    status: 200,
    headers: REPLY_HEADERS,
    body: Buffer.from(JSON.stringify({ errors: true, items: all })),
  };
}

async function forward(target: string, request: IncomingMessage, body: Buffer): Promise<Reply> {
  const outgoing = httpRequest(new URL(request.url ?? '/', target), {
    method: request.method,
    headers: { ...request.headers, host: new URL(target).host, 'content-length': body.length },
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await readAll(incoming) };
}

function relay(response: ServerResponse, { status, headers, body }: Reply): void {
  const { 'transfer-encoding': _, connection: __, ...kept } = headers;
  response.writeHead(status, { ...kept, 'content-length': body.length }).end(body);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
