import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

/** Stands between the api and the real Elasticsearch and sees what is asked. */
export interface ElasticsearchInBetween {
  readonly url: string;
  /** Since the last call: what was asked, as the last part of its path (`_search`) or the method. */
  asked(): readonly string[];
  /** Called once, with the answer to the next search in hand, which goes on after it; if it rejects, the search is cut. */
  afterNextSearch(run: () => Promise<unknown>): void;
  /** Searches that the api gave up before they were answered. */
  abandoned(): number;
  close(): Promise<void>;
}

/** See {@link ElasticsearchInBetween}. Changes nothing of what passes. */
export async function elasticsearchInBetween(target: string): Promise<ElasticsearchInBetween> {
  let seen: string[] = [];
  let abandoned = 0;
  let afterSearch: (() => Promise<unknown>) | undefined;
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const path = new URL(incoming.url ?? '/', target);
    const kind = /\/(_\w+)$/.exec(path.pathname)?.[1] ?? incoming.method ?? '';
    // Readiness and lists of another kind are asked in the background.
    if (path.pathname !== '/_cluster/health') seen.push(kind);
    outgoing.on('close', () => {
      if (kind === '_search' && !outgoing.writableEnded) abandoned += 1;
    });
    const reply = await forwarded(incoming, path);
    const body = await buffer(reply);
    if (kind === '_search' && afterSearch) {
      const run = afterSearch;
      afterSearch = undefined;
      await run();
    }
    const { 'content-length': _, 'transfer-encoding': _encoding, ...headers } = reply.headers;
    outgoing.writeHead(reply.statusCode ?? 502, headers).end(body);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => {
      const asked = seen;
      seen = [];
      return asked;
    },
    abandoned: () => abandoned,
    afterNextSearch: (run) => {
      afterSearch = run;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forwarded(incoming: IncomingMessage, to: URL): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { host: _, ...headers } = incoming.headers;
    const outgoing = request(to, { method: incoming.method ?? 'GET', headers }, resolve);
    outgoing.on('error', reject);
    incoming.pipe(outgoing);
  });
}
