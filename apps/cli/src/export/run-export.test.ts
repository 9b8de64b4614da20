import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CliContext } from '../cli-context.js';
import { InterruptedError } from '../interrupt.js';
import { createTerminal } from '../output/terminal.js';
import { runExport, type ExportOptions } from './run-export.js';

/** Logs as the store has them, in order; every second pair shares a time. */
const LOGS = Array.from({ length: 500 }, (_, index) => ({
  '@timestamp': `2026-11-21T12:00:00.${String(index >> 1).padStart(9, '0')}Z`,
  'event.id': `é,${String(index).padStart(4, '0')}`,
  message: 'm'.repeat((index * 37) % 300),
}));
const LINES = LOGS.map((log) => `${JSON.stringify(log)}\n`);
const WHOLE = LINES.join('');

/** Where Linux lists what a process has open; nothing else does without another program. */
const OPEN_FILES = '/proc/self/fd';

async function openFiles(): Promise<readonly string[]> {
  const names = await readdir(OPEN_FILES);
  return await Promise.all(names.map((name) => readlink(join(OPEN_FILES, name)).catch(() => '')));
}

type Turn = (response: ServerResponse, body: Buffer) => void;

let server: Server;
let directory: string;
let file: string;
let url: string;
/** What becomes of the next requests; after the last they are served. */
let turns: Turn[];
let asked: URLSearchParams[];

beforeEach(async () => {
  [turns, asked] = [[], []];
  // No jitter is no wait.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  directory = await mkdtemp(join(tmpdir(), 'millrace-export-'));
  file = join(directory, 'logs.ndjson');
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://api');
    asked.push(searchParams);
    const after = searchParams.get('after');
    const from = LOGS.findIndex((log) => `${log['@timestamp']},${log['event.id']}` === after) + 1;
    response.setHeader('millrace-total', String(LOGS.length - from));
    (turns.shift() ?? serve)(response, Buffer.from(LINES.slice(from).join('')));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

const serve: Turn = (response, body) => response.end(body);
const cutAfter =
  (bytes: number): Turn =>
  (response, body) =>
    response.write(body.subarray(0, bytes), () => setImmediate(() => response.destroy()));
const zippedAndCut: Turn = (response, body) => {
  response.setHeader('content-encoding', 'gzip');
  const gzip = createGzip();
  gzip.pipe(response, { end: false });
  gzip.write(body.subarray(0, 10_001));
  gzip.flush(() => setImmediate(() => response.destroy()));
};
const refuse =
  (status: number): Turn =>
  (response) =>
    response.writeHead(status).end(JSON.stringify({ code: 'invalid-query', detail: 'no' }));

function exporting(options: ExportOptions) {
  const [out, notes]: [string[], string[]] = [[], []];
  const stream = { write: (chunk: string | Uint8Array) => out.push(Buffer.from(chunk).toString()) };
  const terminal = createTerminal({
    out: stream,
    err: { write: (text) => notes.push(text) },
    noColour: true,
  });
  const interruption = new AbortController();
  const context: CliContext = {
    config: { access: { apiUrl: url, ingestUrl: url, key: 'mr_key' }, stateDir: undefined },
    terminal,
    startProgress: () => ({ update: () => undefined, stop: () => undefined }),
    stdin: (async function* () {})(),
    now: () => Date.parse('2026-11-21T13:00:00Z'),
    interrupted: () => interruption.signal,
    exitWith: () => undefined,
  };
  const ended = runExport('x', options, context);
  return {
    ended,
    notes,
    out: () => out.join(''),
    interrupt: () => interruption.abort(new InterruptedError()),
  };
}

describe('runExport', () => {
  it('goes on after the last whole line when the connection breaks, wherever, without loss or double', async () => {
    turns = [cutAfter(20_000), cutAfter(1), cutAfter(LINES[0]?.length ?? 0), zippedAndCut];
    const { ended, out, notes } = exporting({});
    expect(await ended).toBe(0);
    expect(out()).toBe(WHOLE);
    expect(asked).toHaveLength(5);
    expect(notes.filter((note) => note.includes('Going on in'))).toHaveLength(4);
    expect(notes.at(-1)).toBe('500 logs exported.\n');
  }, 20_000);

  it('says by status and reason that it may lack logs, as the first answer has it', async () => {
    const completeness = { complete: false, reason: 'the indexer is behind' };
    turns = [
      (response, body) => {
        response.setHeader('millrace-completeness', JSON.stringify(completeness));
        cutAfter(20_000)(response, body);
      },
    ];
    const { ended, out, notes } = exporting({});
    expect(await ended).toBe(1);
    expect(out()).toBe(WHOLE);
    expect(notes.at(-1)).toBe('The answer may be incomplete: the indexer is behind.\n');
  });

  it.each([0, 1, 2, 5_000, WHOLE.length - 1, WHOLE.length])(
    'goes on with a file that was cut at byte %d, exactly',
    async (bytes) => {
      await writeFile(file, Buffer.from(WHOLE).subarray(0, bytes));
      expect(await exporting({ output: file, resume: true, since: '1h' }).ended).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(WHOLE);
    },
  );

  it('leaves --since to the position when it goes on, since an hour ago is later by now', async () => {
    await writeFile(file, LINES[0] ?? '');
    await exporting({ output: file, resume: true, since: '1h' }).ended;
    await rm(file);
    await exporting({ output: file, since: '1h' }).ended;
    expect(asked.map((query) => query.get('from'))).toEqual([null, '2026-11-21T12:00:00.000Z']);
  });

  it('keeps what it has when it is interrupted, and says how to go on', async () => {
    turns = [(response, body) => response.write(body.subarray(0, 10_000))];
    const { ended, notes, interrupt } = exporting({ output: file });
    const refused = expect(ended).rejects.toThrow(InterruptedError);
    for (let size = 0; size === 0;) size = (await readFile(file).catch(() => '')).length;
    interrupt();
    await refused;
    expect(notes.at(-1)).toMatch(/^\d+ logs were written to .*logs\.ndjson; --resume goes on with it\.\n$/);
    await exporting({ output: file, resume: true }).ended;
    expect(await readFile(file, 'utf8')).toBe(WHOLE);
  });

  it.runIf(existsSync(OPEN_FILES))('closes the file however it ends', async () => {
    turns = [(response, body) => response.write(body.subarray(0, 10_000))];
    const { ended, interrupt } = exporting({ output: file });
    const refused = expect(ended).rejects.toThrow(InterruptedError);
    await vi.waitUntil(async () => (await readFile(file).catch(() => '')).length > 0);
    expect(await openFiles()).toContain(file);
    interrupt();
    await refused;
    expect(await openFiles()).not.toContain(file);
  });

  it('begins a file that --resume does not find, and leaves none behind when the query is refused', async () => {
    turns = [refuse(400)];
    await expect(exporting({ output: file, resume: true }).ended).rejects.toMatchObject({ exitCode: 2 });
    expect(await readdir(directory)).toEqual([]);
    expect(await exporting({ output: file, resume: true, since: '1h' }).ended).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(WHOLE);
    expect(asked.at(-1)?.get('from')).toBe('2026-11-21T12:00:00.000Z');
  });

  it('leaves no empty file behind when it ends before the first log', async () => {
    turns = [(response) => response.flushHeaders()];
    const { ended, notes, interrupt } = exporting({ output: file });
    const refused = expect(ended).rejects.toThrow(InterruptedError);
    await vi.waitUntil(() => asked.length > 0);
    interrupt();
    await refused;
    expect(await readdir(directory)).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('leaves no file behind when the query is refused, and touches none that is there', async () => {
    turns = [refuse(400)];
    await expect(exporting({ output: file }).ended).rejects.toMatchObject({ exitCode: 2 });
    await writeFile(file, 'mine');
    await expect(exporting({ output: file }).ended).rejects.toMatchObject({ exitCode: 2 });
    for (const mine of ['mine', 'mine\n', '{"mine":1}\n']) {
      await writeFile(file, mine);
      await expect(exporting({ output: file, resume: true }).ended).rejects.toMatchObject({ exitCode: 2 });
      expect(await readFile(file, 'utf8')).toBe(mine);
    }
  });

  it('cuts nothing off a file it goes on with when the query is refused', async () => {
    const half = `${LINES[0] ?? ''}${LINES[1]?.slice(0, 20) ?? ''}`;
    for (const mine of ['{"mine":1}', half]) {
      await writeFile(file, mine);
      turns = [refuse(400)];
      await expect(exporting({ output: file, resume: true }).ended).rejects.toMatchObject({ exitCode: 2 });
      expect(await readFile(file, 'utf8')).toBe(mine);
    }
  });

  it('cuts off half a line also when there is no log behind it any more', async () => {
    await writeFile(file, `${WHOLE}${LINES[1]?.slice(0, 20) ?? ''}`);
    await exporting({ output: file, resume: true }).ended;
    expect(await readFile(file, 'utf8')).toBe(WHOLE);
  });

  it('gives up at once when nothing answers at the start', async () => {
    turns = [(response) => response.destroy()];
    await expect(exporting({ output: file }).ended).rejects.toMatchObject({ exitCode: 3 });
    expect(asked).toHaveLength(1);
  });
});
