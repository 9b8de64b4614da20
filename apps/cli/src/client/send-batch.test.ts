import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.js';
import { sendBatch, type SendDeps } from './send-batch.js';

type Answer = (response: ServerResponse) => void;
interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

let server: Server;
let answers: Answer[];
let received: Received[];
let waits: number[];
let deps: SendDeps;

const taken: Answer = (response) =>
  response.end(JSON.stringify({ accepted: 2, expired: 0, rejected: 0, undeduplicated: 0, errors: [] }));
const refused =
  (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(JSON.stringify({ code, detail: 'as it is' }));
const cutOff: Answer = (response) => response.destroy();

beforeEach(async () => {
  [answers, received, waits] = [[], [], []];
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push({ headers: request.headers, text: gunzipSync(body).toString() });
      answers.shift()?.(response);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  deps = {
    ingest: { service: 'ingest', url, key: 'mr_key' },
    backoff: { baseMs: 2, capMs: 4, random: () => 0.5 },
    maxAttempts: 4,
    now: () => 0,
    onRetry: (_reason, waitMs) => waits.push(waitMs),
  };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const REQUEST = {
  lines: ['{"a":1}', '{"a":2}'],
  contentType: 'application/vnd.millrace.text-entries+x-ndjson',
  referenceTimeMs: Date.parse('2026-11-21T12:00:00Z'),
};
const send = (signal = new AbortController().signal) => sendBatch(deps, REQUEST, signal);

describe('sendBatch', () => {
  it('sends gzipped text entries with the key and the reference time', async () => {
    answers = [taken];
    expect((await send()).accepted).toBe(2);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      text: '{"a":1}\n{"a":2}\n',
      headers: {
        authorization: 'Bearer mr_key',
        'content-type': 'application/vnd.millrace.text-entries+x-ndjson',
        'millrace-reference-time': '2026-11-21T12:00:00.000Z',
      },
    });
  });

  it('sends the same bytes again after 429, 503 and a broken connection, not before Retry-After', async () => {
    answers = [refused(429, 'too-busy', { 'retry-after': '0' }), refused(503, 'unavailable'), cutOff, taken];
    expect((await send()).accepted).toBe(2);
    expect(new Set(received.map(({ text }) => text)).size).toBe(1);
    expect(waits).toEqual([1, 2, 2]);
  });

  it('gives up after the last attempt with what ingest said', async () => {
    answers = Array.from({ length: 4 }, () => refused(503, 'unavailable'));
    await expect(send()).rejects.toThrow('answered 503: as it is (unavailable)');
    expect(received).toHaveLength(4);
  });

  it('never repeats what is refused for good', async () => {
    answers = [refused(401, 'invalid-key')];
    const error = await send().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ exitCode: 3, hint: expect.stringContaining('MILLRACE_API_KEY') });
    expect(received).toHaveLength(1);
  });

  it('ends a wait at once when the user interrupts', async () => {
    answers = [refused(503, 'unavailable', { 'retry-after': '600' })];
    const controller = new AbortController();
    const sending = sendBatch(
      { ...deps, onRetry: () => controller.abort(new Error('stopped')) },
      REQUEST,
      controller.signal,
    );
    await expect(sending).rejects.toThrow('stopped');
    expect(received).toHaveLength(1);
  });
});
