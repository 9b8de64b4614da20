import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CliContext } from '../cli-context.js';
import { createTerminal } from '../output/terminal.js';
import { runSearch, type SearchCommandOptions } from './run-search.js';

let server: Server;
let kept: string;
let asked: (string | null)[];
let notes: string[];
/** What a page has beside its logs. */
let covered: object;

beforeEach(async () => {
  [asked, notes, covered] = [[], [], {}];
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api');
    const saved = { ...{ id: 'i', name: 'mine', q: kept, description: '', version: 1 }, owner: 'k' };
    const stamps = { changedBy: 'k', createdAt: '2026-11-21T12:00:00Z', changedAt: '2026-11-21T12:00:00Z' };
    if (pathname === '/v1/logs') asked.push(searchParams.get('q'));
    const page = { ...covered, items: [], total: { value: 0, relation: 'eq' }, tookMs: 0, cursor: null };
    if (pathname === '/v1/tickets') response.statusCode = 503;
    response.end(JSON.stringify(pathname === '/v1/logs' ? page : { items: [{ ...saved, ...stamps }] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function searching(given: string, options: Partial<SearchCommandOptions> = { saved: 'mine' }) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context: CliContext = {
    config: { access: { apiUrl: url, ingestUrl: url, key: 'mr_key' }, stateDir: undefined },
    terminal: createTerminal({
      out: { write: () => true },
      err: { write: (text) => notes.push(text) },
      noColour: true,
    }),
    startProgress: () => ({ update: () => undefined, stop: () => undefined }),
    stdin: (async function* () {})(),
    now: () => 0,
    interrupted: () => new AbortController().signal,
    exitWith: () => undefined,
  };
  return runSearch(given, { limit: 5, ...options }, context);
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

it.each([
  [{}, 'Nothing found.\n'],
  [{ count: true } as const, undefined],
])('points with %j at what is probably not meant as text where nothing is found', async (options, first) => {
  expect(await searching('a latency_ms >500', options)).toBe(0);
  expect(notes).toEqual([
    ...(first === undefined ? [] : [first]),
    '  a latency_ms >500\n',
    expect.stringMatching(/^ {4}\^{15} .*did you mean latency_ms:>500\?\n$/),
  ]);
});

it.each([
  'logs that an index could not take earlier may be missing: they are being put back',
  'logs appended from 2026-11-21T12:00:00.000Z on may be missing: the indexer has not made them findable yet',
])('says before it follows that %s', async (reason) => {
  covered = { tailCursor: 'c', completeness: { complete: false, reason } };
  await expect(searching('x', { follow: true })).rejects.toMatchObject({ exitCode: 3 });
  expect(notes).toEqual([`The answer may be incomplete: ${reason}.\n`]);
});
