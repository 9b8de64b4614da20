import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../cli-context.js';
import { showGroup } from './show-group.js';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

const AT = '2026-11-21T12:00:00.000000000Z';
const GROUP_ID = 'AZqmUYAAabcdefghij-_12';

const group = (id: string, correlationId: string) => ({
  ...{ id, 'correlation.id': correlationId, rule: 'by-id', status: 'timeout', first: AT, last: AT },
  ...{ durationMs: 0, services: ['pay'], logs: 1, errors: 0, levels: { info: 1 }, precision: 'exact' },
});

/** What the command shows and notes when the api has these groups, the latest first. */
async function shown(
  name: string,
  groups: readonly ReturnType<typeof group>[],
  total: object = { relation: 'eq' },
) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api');
    const [, , , id] = pathname.split('/');
    response.setHeader('content-type', 'application/json');
    if (id === undefined) {
      const wanted = searchParams.get('correlationId');
      const found = groups.filter((one) =>
        wanted === null
          ? one['correlation.id'].startsWith(searchParams.get('text') ?? '')
          : one['correlation.id'] === wanted,
      );
      const items = found.slice(0, Number(searchParams.get('limit')));
      response.end(JSON.stringify({ items, total: { value: found.length, ...total }, cursor: null }));
      return;
    }
    const one = groups.find((each) => each.id === decodeURIComponent(id));
    response.statusCode = one ? 200 : 404;
    response.end(
      JSON.stringify(one ? { group: one, logs: [], absent: [], notListed: 0 } : { code: 'not-found' }),
    );
  }).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const notes: string[] = [];
  const lines: string[] = [];
  const context = {
    config: {
      access: { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'mr_x' },
      stateDir: '/nowhere',
    },
    terminal: {
      printJson: (value: unknown) => lines.push(JSON.stringify(value)),
      note: (line: string) => notes.push(line),
      paint: (_: string, text: string) => text,
    },
    interrupted: () => new AbortController().signal,
  } as unknown as CliContext;
  await showGroup(name, { json: true }, context);
  return { id: JSON.parse(lines[0] ?? '{}').group.id as string, notes };
}

describe('showing a group', () => {
  const older = group('B'.repeat(22), 'order-1');
  const newer = Array.from({ length: 120 }, (_, n) =>
    group(`C${String(n).padStart(21, '0')}`, `order-1${n}`),
  );

  it('finds a correlation id however many newer ones begin with it', async () => {
    expect(await shown('order-1', [...newer, older])).toEqual({ id: older.id, notes: [] });
  });

  it('shows the latest use and counts all, however many', async () => {
    const uses = Array.from({ length: 150 }, (_, n) => group(`D${String(n).padStart(21, '0')}`, 'nightly'));
    const { id, notes } = await shown('nightly', uses);
    expect(id).toBe(uses[0]?.id);
    expect(notes).toEqual([expect.stringContaining('nightly was used 150 times; this is the latest.')]);
    expect((await shown('nightly', uses, { relation: 'gte' })).notes).toEqual([
      expect.stringContaining('at least 150 times'),
    ]);
  });

  it('takes a name that could be of a group for that of a group, and else for a correlation id', async () => {
    const own = group(GROUP_ID, 'order-2');
    const alike = group('E'.repeat(22), GROUP_ID);
    expect((await shown(GROUP_ID, [alike, own])).id).toBe(own.id);
    expect((await shown(GROUP_ID, [alike])).id).toBe(alike.id);
  });

  it('says so when there is none', async () => {
    for (const name of ['order-9', GROUP_ID])
      await expect(shown(name, [older])).rejects.toThrow(`finding the group of ${name}: there is none`);
  });
});
