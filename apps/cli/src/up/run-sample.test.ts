import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runSample, type SampleRunDeps } from './run-sample.js';
import type { SampleMark } from './sample-mark.js';

interface StoredLog {
  readonly key: string;
  readonly line: string;
}

const NOW = Date.parse('2026-11-21T12:00:00Z');

let server: Server;
/** Logs by what tells them apart: the key they were sent under and their bytes. */
let stored: Map<string, StoredLog>;
let others: number;
let counts: number;
let requests: number;
let groupQuestions: number;
let answerPosts: (attempt: number) => number;
let refuse: boolean;
let unavailableCounts: number;
let screen: string;
let marked: number | undefined;
let stopping: AbortController;

const mark: SampleMark = {
  read: () => Promise.resolve(marked),
  write: (untilMs) => Promise.resolve(void (marked = untilMs)),
  clear: () => Promise.resolve(void (marked = undefined)),
};

/** Ingest and api in one. What is sent is searchable with the next search but one. */
beforeEach(async () => {
  [stored, others, counts, requests, refuse, unavailableCounts, screen, marked] = [
    new Map(),
    ...([0, 0, 0, false, 0, '', undefined] as const),
  ];
  answerPosts = () => 200;
  groupQuestions = 0;
  stopping = new AbortController();
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      response.setHeader('content-type', 'application/json');
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (request.method === 'POST') {
        requests += 1;
        response.statusCode = answerPosts(requests);
        const key = String(request.headers['idempotency-key']);
        const lines = gunzipSync(body).toString().trim().split('\n');
        if (response.statusCode < 500) for (const line of lines) stored.set(`${key} ${line}`, { key, line });
        const errors = refuse ? [{ index: 3, code: 'invalid', reason: 'no such field' }] : [];
        response.end(
          JSON.stringify({ accepted: lines.length, expired: 0, rejected: 0, undeduplicated: 0, errors }),
        );
        return;
      }
      counts += 1;
      if (counts <= unavailableCounts) response.statusCode = 503;
      const { pathname, searchParams } = url;
      response.end(
        JSON.stringify(
          pathname === '/v1/correlations' ? answerGroups(searchParams) : answerSearch(searchParams),
        ),
      );
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function answerSearch(query: URLSearchParams) {
  const lines = [...stored.values()].map(({ line }) => JSON.parse(line) as Record<string, string>);
  const isFailure = (log: Record<string, string>) =>
    log['service.name'] === 'payments' && log['log.level'] === 'error';
  const wantsFailures = query.get('q')?.includes('payments') === true;
  const items = wantsFailures ? lines.filter(isFailure).slice(-1) : [];
  return {
    items: items.map((log) => ({ ...log, severity: 17 })),
    total: { value: others + stored.size },
    cursor: null,
  };
}

/** The group is found with the second question. */
function answerGroups(query: URLSearchParams) {
  groupQuestions += 1;
  const group = {
    ...{ id: 'g', 'correlation.id': query.get('text'), rule: 'trace', status: 'timeout', precision: 'exact' },
    ...{ first: '', last: '', durationMs: 1, services: ['web'], logs: 2, errors: 1, levels: {} },
  };
  return { items: groupQuestions > 1 ? [group] : [], total: { value: 1, relation: 'eq' }, cursor: null };
}

function run(more: Partial<SampleRunDeps> = {}): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { tenant: 'default', apiUrl: url, ingestUrl: url, key: 'mr_k' };
  const output = { write: (text: string) => (screen += text) };
  return runSample({ output, now: () => NOW, mark, sample: true, ...more }, credentials, stopping.signal);
}

const linesSent = () => [...stored.values()].map(({ line }) => line);

describe('runSample', () => {
  it('gives an empty store the sample, says when it is found, and how to find its incident', async () => {
    await run();
    expect(screen).toMatch(/^searchable: \d{4} logs of a sample shop with eight services \(0\.0 s after/);
    expect(stored.size).toBeGreaterThan(3_000);
    const commands = [...screen.matchAll(/^ {2}(npx millrace .*?) {2,}/gm)].map(([, command]) => command);
    expect(commands).toEqual([
      "npx millrace search 'service.name:payments severity>=17'",
      "npx millrace search 'service.version:2.14.0 duration_ms>3000'",
      expect.stringMatching(/^npx millrace correlations show [0-9a-f]{32}$/),
    ]);
    expect(marked).toBeUndefined();
  });

  it('sends the same under the same keys again when an answer is lost', async () => {
    answerPosts = (attempt) => (attempt === 2 ? 503 : 200);
    await run();
    expect(screen).toMatch(/^searchable/);
    expect(new Set(linesSent()).size).toBe(stored.size);
    expect(new Set([...stored.values()].map(({ key }) => key)).size).toBe(requests - 1);
  });

  it('takes up a sample that an earlier start began, and doubles nothing', async () => {
    answerPosts = (attempt) => (attempt < 4 ? 200 : 403);
    await run();
    expect(screen).toContain('nothing to search yet: ingest');
    expect(stored.size).toBeGreaterThan(0);
    answerPosts = () => 200;
    await run({ now: () => NOW + 60_000 });
    expect(new Set(linesSent()).size).toBe(stored.size);
    expect(screen).toContain(`searchable: ${stored.size} logs`);
    expect(linesSent().every((line) => !line.includes('"2026-11-21T12:00:0'))).toBe(true);
  });

  it('does not take up one that was begun days ago', async () => {
    marked = NOW - 3 * 86_400_000;
    others = 5;
    await run();
    expect(stored.size).toBe(0);
    expect(screen).toMatch(/^searchable: 5 logs \(kept from earlier\)/);
  });

  it('sends nothing to a store that holds logs, and says how to find an incident only if it is there', async () => {
    others = 7;
    await run();
    expect(stored.size).toBe(0);
    expect(screen).toBe('searchable: 7 logs (kept from earlier)\n');
  });

  it('sends nothing when no sample is wanted, and waits for the first log of others', async () => {
    const running = run({ sample: false });
    await vi.waitUntil(() => counts >= 2);
    others = 1;
    await running;
    expect(stored.size).toBe(0);
    expect(screen).toMatch(/^searchable: 1 log \(the first ones\)/);
  });

  it('bears with an api that does not answer yet', async () => {
    others = 7;
    unavailableCounts = 1;
    await run();
    expect(screen).toMatch(/^searchable: 7 logs/);
  });

  it('says what went wrong instead of failing the start', async () => {
    refuse = true;
    await run();
    expect(screen).toBe(
      'nothing to search yet: ingest refused a log of the sample: no such field (invalid)\n',
    );
  });

  it('is silent when it is stopped', async () => {
    const running = run({ sample: false });
    await vi.waitUntil(() => counts >= 1);
    stopping.abort();
    await running;
    expect(screen).toBe('');
  });

  it('goes on live with a rate, also without the sample, until it is stopped', async () => {
    const running = run({ sample: false, rate: 100, now: Date.now });
    await vi.waitUntil(() => stored.size > 30, { timeout: 8_000 });
    stopping.abort();
    await running;
    expect(screen).toContain('sending 100 logs a second of the sample shop');
    expect(screen).not.toContain('ended');
  });

  it('says once that ingest is away, and when it is back', async () => {
    others = 1;
    answerPosts = (attempt) => (attempt < 4 ? 503 : 200);
    const running = run({ rate: 1_000, now: Date.now });
    await vi.waitUntil(() => screen.includes('logs arrive again'), { timeout: 8_000 });
    stopping.abort();
    await running;
    expect(screen.match(/trying again/g)).toHaveLength(1);
  });

  it('ends the live sample, not the start, when ingest refuses for good', async () => {
    others = 1;
    answerPosts = () => 401;
    await run({ rate: 1_000, now: Date.now });
    expect(screen).toMatch(/^the live sample has ended: ingest at .* answered 401/m);
  });
});
