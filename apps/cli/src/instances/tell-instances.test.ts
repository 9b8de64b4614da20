import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../cli-context.js';
import { tellInstances } from './tell-instances.js';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** What the command prints and leaves with when the api answers so. */
async function told(reply: object) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(reply));
  }).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lines: string[] = [];
  const context = {
    config: { access: { apiUrl, key: 'mr_x' }, stateDir: '/nowhere' },
    terminal: { print: (line: string) => lines.push(line), paint: (_: string, text: string) => text },
    interrupted: () => new AbortController().signal,
  } as unknown as CliContext;
  const code = await tellInstances({ command: 'pause', target: 'indexer' }, {}, context);
  return { code, lines, asked };
}

const status = { state: 'paused', ready: true, partitions: 1, lagRecords: 0 };
const done = { instance: 'indexer-1', service: 'indexer', status };
const failed = (code: string) => ({
  ...{ instance: 'api-1', service: 'api' },
  error: { code, reason: 'because \u001b[2J' },
});

describe('telling instances', () => {
  it('prints what each did, sanitised', async () => {
    const { lines, asked } = await told({ results: [done, failed('refused')], unanswered: ['indexer-2'] });
    expect(asked).toEqual(['POST /v1/instances/indexer/commands']);
    expect(lines).toEqual(['indexer-1 is paused', 'api-1 refused: because \\x1b[2J', 'indexer-2 no answer']);
  });

  it.each([
    [{ results: [done], unanswered: [] }, 0],
    [{ results: [done, failed('refused')], unanswered: [] }, 0],
    [{ results: [failed('refused')], unanswered: [] }, 1],
    [{ results: [done, failed('failed')], unanswered: [] }, 1],
    [{ results: [done], unanswered: ['indexer-2'] }, 1],
  ])('leaves with what became of it: %#', async (reply, code) => {
    expect((await told(reply)).code).toBe(code);
  });
});
