import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMillrace, uniqueName, waitFor } from '@millrace/testing';
import type { RunningMillrace } from '@millrace/testing';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchLogs } from '../tail.js';

const EXAMPLE = join(import.meta.dirname, '..');
const UP_TIMEOUT_MS = 180_000;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
/** A browser of a test asks nobody on the net, and runs as root on build machines. */
const BROWSER_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

let millrace: RunningMillrace;
let server: ChildProcess;
let origin: string;

beforeAll(async () => {
  millrace = await startMillrace();
  server = spawn(process.execPath, [join(EXAMPLE, 'serve.js')], {
    env: { ...millrace.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  server.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  [, origin = ''] = await waitFor(() => /^Open (http:\/\/127\.0\.0\.1:\d+)\/$/m.exec(printed));
}, UP_TIMEOUT_MS);

afterAll(async () => {
  server.kill();
  await once(server, 'close');
  await millrace.stop();
}, UP_TIMEOUT_MS);

/** Sends one log, as any service would. */
async function ship(message: string): Promise<void> {
  const sent = await millrace.millrace(['ship', '--service', 'kitchen', '-'], { input: `${message}\n` });
  expect(sent).toMatchObject({ status: 0 });
}

async function askTicket(headers: Readonly<Record<string, string>>): Promise<Response> {
  return await fetch(`${origin}/ticket`, { method: 'POST', headers });
}

test('the key stays with the server, and another page gets no ticket', async () => {
  const issued = await askTicket({ origin });
  expect(issued.status).toBe(201);
  const body = await issued.text();
  expect(JSON.parse(body)).toMatchObject({ url: expect.stringMatching(/^ws:/) });
  expect(body).not.toContain('mr_');
  expect((await askTicket({ origin: 'http://127.0.0.1:1' })).status).toBe(404);
  expect((await askTicket({})).status).toBe(404);
});

test('the script of the page watches, and goes on after a break without a gap', async () => {
  const word = uniqueName('page').replace('-', '');
  const { apiUrl, key } = await credentials();
  const seen: unknown[] = [];
  const states: string[] = [];
  const stop = watchLogs({
    filter: word,
    // For Node.js, whose WebSocket names no origin, the ticket is bound to none.
    getTicket: async () => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const issued = await fetch(`${apiUrl}/v1/tickets`, { method: 'POST', headers, body: '{}' });
      return (await issued.json()) as { url: string; ticket: string };
    },
    onLog: (log) => void seen.push(log['message']),
    onState: (text) => void states.push(text),
  });
  await waitFor(() => states.includes('watching'));
  await ship(`${word} one`);
  await waitFor(() => seen.length === 1);
  await millrace.crash('websocket-fanout');
  await ship(`${word} two`);
  await waitFor(() => seen.length === 2, 30_000);
  stop();
  await waitFor(() => states.at(-1)?.startsWith('ended'));
  expect(seen).toEqual([`${word} one`, `${word} two`]);
});

describe.skipIf(CHROMIUM === undefined)('in a browser (skipped where there is no Chromium)', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: BROWSER_ARGS });
  });

  afterAll(() => browser.close());

  test('the page shows logs as they arrive, and as text whatever they hold', async () => {
    const word = uniqueName('page').replace('-', '');
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${origin}/`);
    await page.getByLabel('Filter').fill(word);
    await page.getByRole('button', { name: 'Watch' }).click();
    await page.getByText('watching').waitFor();
    await ship(`${word} <img src=x onerror="document.title='broken'">`);
    const row = page.locator('pre');
    await waitFor(async () => (await row.textContent())?.includes(word));
    expect(await row.textContent()).toContain('<img src=x');
    expect(await page.title()).toBe('Tail');
    expect(problems).toEqual([]);
  });

  test('thirty lines do, with a break in between', async () => {
    const word = uniqueName('page').replace('-', '');
    const page = await browser.newPage();
    await page.goto(`${origin}/simple.html?filter=${word}`);
    const row = page.locator('pre');
    const text = async () => (await row.textContent()) ?? '';
    // The page does not say when it watches: what is sent before is not for it.
    await waitFor(async () => {
      await ship(`${word} first`);
      return (await text()).includes('first');
    }, 30_000);
    await millrace.crash('websocket-fanout');
    await ship(`${word} second`);
    await waitFor(async () => (await text()).includes('second'), 30_000);
    const lines = (await text()).trim().split('\n');
    expect(lines.filter((line) => line === `${word} second`)).toHaveLength(1);
  });
});

async function credentials(): Promise<{ apiUrl: string; key: string }> {
  const text = await readFile(join(millrace.home, 'credentials.json'), 'utf8');
  return JSON.parse(text) as { apiUrl: string; key: string };
}
