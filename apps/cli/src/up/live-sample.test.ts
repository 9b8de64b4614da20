import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sendLiveSample, type LiveSampleDeps } from './live-sample.js';

let server: Server;
let requests: { readonly key: string; readonly lines: readonly string[] }[];
let leftOut: number[];
let clockMs: number;
let onRequest: () => void;
let stopping: AbortController;

beforeEach(async () => {
  [requests, leftOut, clockMs, onRequest] = [[], [], Date.parse('2026-11-21T12:00:00Z'), () => undefined];
  stopping = new AbortController();
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const lines = gunzipSync(body).toString().trim().split('\n');
      requests.push({ key: String(request.headers['idempotency-key']), lines });
      onRequest();
      const reply = { accepted: lines.length, expired: 0, rejected: 0, undeduplicated: 0, errors: [] };
      response.end(JSON.stringify(reply));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Runs until the signal aborts; the clock stands but for what the test does with it. */
async function live(): Promise<unknown> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const deps: LiveSampleDeps = {
    send: {
      ingest: { service: 'ingest', url, key: 'mr_k' },
      backoff: { baseMs: 1, capMs: 1, random: () => 0 },
      ...{ maxAttempts: Infinity, now: () => clockMs, onRetry: () => undefined },
    },
    now: () => clockMs,
    logsPerSecond: 1_000,
    onSent: () => undefined,
    onLeftOut: (ms) => leftOut.push(ms),
  };
  return sendLiveSample(deps, stopping.signal).catch((error: unknown) => error);
}

it('sends only what has happened, each request under a key of its own, never a log twice', async () => {
  const running = live();
  onRequest = () => void (clockMs += 1_000);
  clockMs += 1_000;
  await vi.waitUntil(() => requests.length >= 8, { timeout: 8_000 });
  stopping.abort();
  await running;
  const lines = requests.flatMap((request) => request.lines);
  expect(new Set(lines).size).toBe(lines.length);
  expect(new Set(requests.map(({ key }) => key)).size).toBe(requests.length);
  expect(Math.max(...requests.map((request) => request.lines.length))).toBeLessThanOrEqual(500);
  expect(leftOut).toEqual([]);
});

it('leaves out what happened during an outage and goes on from now', async () => {
  const running = live();
  onRequest = () => void (clockMs += requests.length === 1 ? 600_000 : 500);
  clockMs += 1_000;
  await vi.waitUntil(() => requests.length >= 4, { timeout: 8_000 });
  stopping.abort();
  await running;
  expect(leftOut).toHaveLength(1);
  expect(leftOut[0]).toBeGreaterThan(590_000);
  const times = requests[2]?.lines.map(
    (line) => (JSON.parse(line) as { '@timestamp': string })['@timestamp'],
  );
  expect(times?.every((time) => time >= '2026-11-21T12:10:00')).toBe(true);
});

it('ends with the signal while it waits', async () => {
  const running = live();
  stopping.abort(new Error('stopped'));
  expect(await running).toBeInstanceOf(Error);
});
