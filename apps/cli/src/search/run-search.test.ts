import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CliContext } from '../cli-context.js';
import { createTerminal } from '../output/terminal.js';
import { runSearch } from './run-search.js';

let server: Server;
let kept: string;
let asked: (string | null)[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api');
    const saved = { ...{ id: 'i', name: 'mine', q: kept, description: '', version: 1 }, owner: 'k' };
    const stamps = { changedBy: 'k', createdAt: '2026-11-21T12:00:00Z', changedAt: '2026-11-21T12:00:00Z' };
    if (pathname === '/v1/logs') asked.push(searchParams.get('q'));
    const page = { items: [], total: { value: 0, relation: 'eq' }, tookMs: 0, cursor: null };
    response.end(JSON.stringify(pathname === '/v1/logs' ? page : { items: [{ ...saved, ...stamps }] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function searching(given: string) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context: CliContext = {
    config: { access: { apiUrl: url, ingestUrl: url, key: 'mr_key' }, stateDir: undefined },
    terminal: createTerminal({ out: { write: () => true }, err: { write: () => true }, noColour: true }),
    startProgress: () => ({ update: () => undefined, stop: () => undefined }),
    stdin: (async function* () {})(),
    now: () => 0,
    interrupted: () => new AbortController().signal,
    exitWith: () => undefined,
  };
  return runSearch(given, { saved: 'mine', limit: 5 }, context);
}

it.each([
  ['a OR b', 'c OR d', '(a OR b) (c OR d)'],
  ['a OR b', ' ', 'a OR b'],
  ['', 'c', 'c'],
  [' ', '', ' '],
  ['a', 'b) OR c', 'a (b OR c)'],
  ['a) OR b', 'c', '(a OR b) c'],
  ['a OR b)', 'c)', '(a OR b) c'],
  ['a', ')', '-*'],
])('the saved search %j narrowed by %j is %j', async (saved, given, whole) => {
  kept = saved;
  expect(await searching(given)).toBe(0);
  expect(asked).toEqual([whole]);
});

it('refuses what narrows a saved search by itself, with the place in what was typed', async () => {
  kept = 'x OR y';
  await expect(searching('a) OR (b')).rejects.toMatchObject({
    exitCode: 2,
    excerpt: ['  a) OR (b', '        ^ expected a closing ) for this one'],
  });
  expect(asked).toEqual([]);
});

it('names a saved search that is itself no longer understood', async () => {
  kept = 'x OR (y';
  await expect(searching('a')).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('mine'),
    excerpt: ['  x OR (y', '       ^ expected a closing ) for this one'],
  });
  expect(asked).toEqual([]);
});
