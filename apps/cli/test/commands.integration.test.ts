import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageScripts, pidOfService, startMillrace, WORKSPACE_ROOT } from '@millrace/testing';
import type { HandOverPlace, ProgramOptions, RunningMillrace } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handOverTests } from './hand-over-tests.js';

const UP_TIMEOUT_MS = 180_000;
const SEARCHABLE_TIMEOUT_MS = 30_000;
/** A group is told once nothing came for half a minute. */
const GROUPED_TIMEOUT_MS = 90_000;
/** A word that no other log holds, so that searches count this run's logs alone. */
const RUN = `run${randomBytes(6).toString('hex')}`;

let started: RunningMillrace;
let directory: string;

const millrace = (args: readonly string[], options?: ProgramOptions) => started.millrace(args, options);

async function untilCount(query: string, expected: number): Promise<void> {
  await vi.waitFor(
    async () => expect((await millrace(['search', query, '--count'])).out).toBe(`${expected}\n`),
    { timeout: SEARCHABLE_TIMEOUT_MS, interval: 250 },
  );
}

beforeAll(async () => {
  started = await startMillrace();
  directory = started.home;
}, UP_TIMEOUT_MS);

afterAll(async () => expect(await started.stop('SIGTERM')).toBe(0), UP_TIMEOUT_MS);

describe('millrace ship and search', () => {
  it('sends a file, joins its stack traces, names yearless stamps, and adds only what is new the second time', async () => {
    const file = join(directory, 'auth.log');
    const lines = Array.from(
      { length: 50 },
      (_, index) => `Nov 20 10:00:${String(index).padStart(2, '0')} host sshd[7]: ${RUN}a login ${index}`,
    );
    lines.push('java.io.IOException: broken', '\tat a.B.c(B.java:1)');
    await writeFile(file, `${lines.join('\n')}\n`);
    const modified = new Date('2026-11-21T00:00:00Z');
    await utimes(file, modified, modified);

    const first = await millrace(['ship', file, '--json', '--batch-lines', '7']);
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(first.out)).toMatchObject({
      lines: 52,
      logs: 50,
      accepted: 50,
      rejected: 0,
      times: { recognised: 50, yearless: 50, missing: 0 },
      firstYearless: 'Nov 20 10:00:00',
      formats: { 'syslog-3164': 50 },
      services: ['sshd'],
    });
    await untilCount(`${RUN}a`, 50);

    await appendFile(file, `Nov 20 11:00:00 host sshd[7]: ${RUN}a appended\n`);
    await utimes(file, modified, modified);
    expect((await millrace(['ship', file, '--batch-lines', '20'])).status).toBe(0);
    await untilCount(`${RUN}a`, 51);
    await untilCount(`"java.io.IOException" ${RUN}a`, 1);
  });

  it('takes standard input under a named service, and shows control characters as escapes', async () => {
    const input = `2026-11-21T10:00:00Z ERROR ${RUN}b \u001b[31mred\u0007\n`;
    const sent = await millrace(['ship', '--service', 'piped', '-'], { input });
    expect(sent).toMatchObject({ status: 0, err: '' });
    expect(sent.out).toContain('1 line\n');
    await untilCount(`${RUN}b service.name:piped log.level:error`, 1);
    const found = await millrace(['search', `${RUN}b`, '--since', '2026-11-21T09:00:00Z', '--limit', '5']);
    expect(found.out).toMatch(/^2026-11-21T10:00:00\.000Z error piped .*\\x1b\[31mred\\x07\n$/);
    const document = JSON.parse((await millrace(['search', `${RUN}b`, '--json'])).out);
    expect(document).toMatchObject({ 'service.name': 'piped', 'log.level': 'error', severity: 17 });
  });

  it('leaves with 1 when a log is refused, and the log is a dead letter with its reason', async () => {
    const file = join(directory, 'old.log');
    await writeFile(
      file,
      `{"@timestamp":"1960-01-01T00:00:00Z","message":"${RUN}c"}\n{"message":"${RUN}c fine"}\n`,
    );
    const sent = await millrace(['ship', file]);
    expect(sent.status).toBe(1);
    expect(sent.out).toContain('1 timestamp-out-of-range');

    const listed = await millrace(['dead-letters', 'list', '--code', 'timestamp-out-of-range', '--json']);
    const ids = listed.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id as string);
    const shown = await Promise.all(ids.map((id) => millrace(['dead-letters', 'show', id])));
    expect(shown.filter(({ status, out }) => status === 0 && out.includes(`${RUN}c`))).toHaveLength(1);
    expect((await millrace(['dead-letters'])).out).toContain('timestamp-out-of-range');
  });

  it('refuses to send under another tenant than the key’s, and says why', async () => {
    const file = join(directory, 'tenant.log');
    await writeFile(file, 'x\n');
    const refused = await millrace(['ship', '--tenant', 'acme', file]);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('belongs to the tenant default');
  });

  it('points at what is wrong with a query', async () => {
    const refused = await millrace(['search', 'x (open']);
    expect(refused).toMatchObject({ status: 2, out: '' });
    expect(refused.err).toMatch(/invalid-query.*\n {2}x \(open\n {4,}\^+ expected /);
  });
});

describe('millrace asks about logs', () => {
  const file = () => join(directory, `${RUN}.ndjson`);

  beforeAll(async () => {
    const lines = Array.from({ length: 30 }, (_, index) => {
      const level = index % 3 === 0 ? 'ERROR' : 'INFO';
      return `2026-11-20T12:00:${String(index).padStart(2, '0')}Z ${level} ${RUN}q order ${index} \u001b[31m\n`;
    });
    const sent = await millrace(['ship', '--service', `ask${RUN}`, '-'], { input: lines.join('') });
    expect(sent).toMatchObject({ status: 0 });
    await untilCount(`${RUN}q`, 30);
  });

  it('which fields they have, how many over time, and of which kinds', async () => {
    const fields = await millrace(['fields', `${RUN}q`, '--prefix', 'service']);
    expect(fields.out).toMatch(new RegExp(`service\\.name +keyword +100 % +ask${RUN} \\(30\\)`));
    const [histogram, table] = await Promise.all([
      millrace(['histogram', `${RUN}q`, '--interval', '10s', '--json']),
      millrace(['histogram', `${RUN}q`, '--interval', '10s']),
    ]);
    expect(JSON.parse(histogram.out)).toMatchObject({ total: 30, interval: '10s' });
    expect(table.out).toMatch(/^2026-11-20T12:00:10Z +10 +/m);
    const patterns = await millrace(['patterns', `${RUN}q`, '--queries']);
    expect(patterns.out).toMatch(/ error .* order </);
    expect(patterns.out + fields.out).not.toContain('\u001b');
  });

  it('what stands around one, by the id that search shows', async () => {
    const found = await millrace(['search', `${RUN}q "order 15"`, '--ids']);
    const [id = ''] = found.out.split(' ');
    const context = await millrace(['context', id, '--before', '2', '--after', '1']);
    const orders = context.out
      .trimEnd()
      .split('\n')
      .map((line) => [line[0], /order \d+/.exec(line)?.[0]]);
    expect(orders).toEqual([
      [' ', 'order 13'],
      [' ', 'order 14'],
      ['>', 'order 15'],
      [' ', 'order 16'],
    ]);
    const none = await millrace(['context', 'A'.repeat(22)]);
    expect(none).toMatchObject({ status: 3, err: expect.stringContaining('search --ids') });
  });

  it('what a search costs, and keeps one under a name', async () => {
    expect((await millrace(['search', `${RUN}q`, '--explain'])).out).toMatch(/cost \d+ of at most/);
    const query = `service.name:ask${RUN} level:error`;
    expect((await millrace(['searches', 'save', RUN, query])).out).toBe(`${RUN} is saved\n`);
    expect((await millrace(['searches', 'save', RUN, `${query} order`])).out).toBe(`${RUN} is changed\n`);
    expect((await millrace(['searches'])).out).toContain(`${query} order`);
    const found = await millrace(['search', '--saved', RUN, '12 OR 15 OR 16', '--count']);
    expect(found.out).toBe('2\n');
    expect((await millrace(['searches', 'delete', RUN])).status).toBe(0);
    expect(await millrace(['search', '--saved', RUN])).toMatchObject({ status: 3, out: '' });
  });

  it('for all of them, and goes on exactly where a file was cut', async () => {
    const args = ['export', `${RUN}q`, '--output', file()];
    expect(await millrace(args)).toMatchObject({ status: 0, out: '', err: '30 logs exported.\n' });
    const whole = await readFile(file(), 'utf8');
    expect(whole.split('\n').map((line) => /order \d+/.exec(line)?.[0])).toEqual([
      ...Array.from({ length: 30 }, (_, index) => `order ${index}`),
      undefined,
    ]);
    expect(await millrace(args)).toMatchObject({ status: 2 });
    await writeFile(file(), whole.slice(0, whole.length / 2));
    expect((await millrace([...args, '--resume'])).status).toBe(0);
    expect(await readFile(file(), 'utf8')).toBe(whole);
  });

  it('and goes on from a search to what comes in, each log once', async () => {
    const child = started.spawn(['search', `${RUN}q "order 29" OR ${RUN}f`, '--follow', '--json']);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await vi.waitUntil(() => err.includes('Watching') || child.exitCode !== null, { timeout: 30_000 });
    expect((await millrace(['ship', '-'], { input: `${RUN}f one\n${RUN}f two\n` })).status).toBe(0);
    await vi.waitUntil(() => out.split('\n').length > 3, { timeout: 10_000 });
    child.kill('SIGINT');
    const [status] = (await once(child, 'exit')) as [number | null];
    expect(status).toBe(130);
    const messages = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).message as string);
    expect(messages.map((message) => /order 29|one|two/.exec(message)?.[0])).toEqual([
      'order 29',
      'one',
      'two',
    ]);
  });

  it('when a key is pressed in the shell', { timeout: 40_000 }, async () => {
    const line = `millrace search ${RUN}q service.name:ask${RUN.slice(0, 5)}`;
    const complete = () => millrace(['complete', 'bash', '--', ' :', line]);
    await vi.waitFor(async () => expect((await complete()).out).toBe(`=ask${RUN} \n`), { timeout: 30_000 });
  });
});

handOverTests({
  run: RUN,
  place: async () =>
    JSON.parse(await readFile(join(started.home, 'credentials.json'), 'utf8')) as HandOverPlace,
  crash: (service) => started.crash(service),
});

describe('millrace audit', () => {
  it('finds that the books add up, by the counters and by the ids', async () => {
    const audit = await millrace(['audit', '--deep']);
    expect(audit.out).toContain('The books add up.');
    expect(audit.out).toContain('Every log is where it should be.');
    expect(audit.status).toBe(0);
    const json = JSON.parse((await millrace(['audit', '--json'])).out);
    expect(json.balanced).toBe(true);
  });

  it('accepts nothing where nothing is broken', async () => {
    const several = await millrace(['audit', 'accept', 'logs/0', '--reason', 'test']);
    expect(several.status).toBe(2);
    expect(several.err).toContain('logs is read by several groups: millrace-indexer, millrace-correlation');
    const accept = ['audit', 'accept', 'logs/0', '--group', 'millrace-indexer', '--reason', 'test'];
    const refused = await millrace(accept);
    expect(refused.status).toBe(3);
    expect(refused.err).toContain('nothing to accept');
  });
});

describe('millrace key', () => {
  it('makes a key that works within its scopes, rotates it and revokes it', async () => {
    const made = await millrace(['key', 'create', '--name', 'reader', '--scope', 'search']);
    const key = made.out.trim();
    expect(key).toMatch(/^mr_/);
    const withKey = { env: { MILLRACE_API_KEY: key } };
    expect((await millrace(['search', 'x', '--count'], withKey)).status).toBe(0);
    const denied = await millrace(['audit'], withKey);
    expect(denied.status).toBe(3);
    expect(denied.err).toContain('missing-scope');

    const listed = JSON.parse((await millrace(['key', 'list', '--json'])).out) as {
      name: string;
      keyId: string;
    }[];
    const { keyId } = listed.find(({ name }) => name === 'reader')!;
    const rotated = await millrace(['key', 'rotate', keyId, '--overlap', '1h', '--json']);
    expect(JSON.parse(rotated.out).key).toMatch(/^mr_/);
    expect((await millrace(['key', 'revoke', keyId])).status).toBe(0);
    const revoked = await millrace(['search', 'x', '--count'], withKey);
    expect(revoked).toMatchObject({ status: 3 });
    expect(revoked.err).toContain('invalid-key');
  });
});

describe('millrace correlations', () => {
  const correlationId = `order-${RUN}`;
  const logs = [
    { service: `web${RUN}`, message: 'order placed', level: 'info' },
    { service: `stock${RUN}`, message: 'reserved \u001b[31m', level: 'info' },
    { service: `web${RUN}`, message: 'payment failed', level: 'error' },
  ];

  beforeAll(async () => {
    const startMs = Date.now();
    const stamped = logs.map((log, index) => ({
      ...{ ...log, correlation_id: correlationId },
      '@timestamp': new Date(startMs + index).toISOString(),
    }));
    const input = stamped.map((log) => `${JSON.stringify(log)}\n`).join('');
    expect(await millrace(['ship', '-'], { input })).toMatchObject({ status: 0 });
    await vi.waitFor(
      async () => expect((await millrace(['correlations', correlationId])).out).toContain(correlationId),
      { timeout: GROUPED_TIMEOUT_MS, interval: 1_000 },
    );
  }, GROUPED_TIMEOUT_MS);

  const listed = async (...args: readonly string[]) => {
    const { out, err, status } = await millrace(['correlations', 'list', '--json', ...args]);
    expect({ err, status }).toEqual({ err: expect.not.stringContaining('at '), status: 0 });
    return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  };

  it('lists a group as a line, and as the object it is', async () => {
    const table = await millrace(['correlations', correlationId, '--errors']);
    expect(table.status).toBe(0);
    const [heading, row, ...more] = table.out.trimEnd().split('\n');
    expect(heading).toMatch(/^began +took +logs +errors +status +id +correlation id +services$/);
    expect(row).toMatch(new RegExp(` 2 ms +3 +1 +timeout +[\\w-]{22} +${correlationId} +web${RUN}`));
    expect(more).toEqual([]);
    const [group] = await listed('--service', `stock${RUN}`, '--since', '1h');
    expect(group).toMatchObject({ 'correlation.id': correlationId, logs: 3, errors: 1, revision: 1 });
    expect(await listed(correlationId, '--errors', '2')).toEqual([]);
    expect(await listed(correlationId, '--status', 'complete')).toEqual([]);
  });

  it('shows one with its logs, by its id or the correlation id, with control characters escaped', async () => {
    const [{ id }] = await listed(correlationId);
    const byGroup = await millrace(['correlations', 'show', id]);
    expect(byGroup).toMatchObject({ status: 0, err: '' });
    const shown = byGroup.out.trimEnd().split('\n');
    expect(shown[0]).toBe(correlationId);
    expect(shown.slice(-3).map((line) => line.split(/ +/).slice(1).join(' '))).toEqual([
      `info web${RUN} order placed`,
      `info stock${RUN} reserved \\x1b[31m`,
      `error web${RUN} payment failed`,
    ]);
    const view = JSON.parse((await millrace(['correlations', 'show', correlationId, '--json'])).out);
    expect(view).toMatchObject({ group: { id, members: { length: 3 } }, absent: [], notListed: 0 });
    expect(view.logs.map(({ message }: { message: string }) => message)).toEqual(
      logs.map(({ message }) => message),
    );
  });

  it('says of an id that nobody has how to find one, and of a wrong option what is allowed', async () => {
    for (const id of ['A'.repeat(22), `${RUN} nobody`]) {
      const none = await millrace(['correlations', 'show', id]);
      expect(none).toMatchObject({ status: 3, out: '' });
      expect(none.err).toMatch(/there is none\n.*millrace correlations lists them/);
    }
    const wrong = await millrace(['correlations', '--status', 'open']);
    expect(wrong).toMatchObject({ status: 2, out: '' });
    expect(wrong.err).toContain('complete');
    const nothing = await millrace(['correlations', `${RUN}nothing`]);
    expect(nothing).toMatchObject({ status: 0, out: '' });
    expect(nothing.err).toContain('Nothing found.');
  });
});

describe('millrace instances, pause and resume', () => {
  interface Instance {
    readonly instance: string;
    readonly service: string;
    readonly pid: number;
    readonly status?: { readonly state: string };
  }
  const SERVICES = ['api', 'correlation-engine', 'indexer', 'ingest', 'websocket-fanout'];
  let own: readonly Instance[];

  /** Those of this start; an earlier one that was killed is named for a minute. */
  async function instances(): Promise<readonly Instance[]> {
    const pids = await Promise.all(SERVICES.map((service) => pidOfService(started.home, service)));
    const { items } = JSON.parse((await millrace(['instances', '--json'])).out) as { items: Instance[] };
    return SERVICES.flatMap((_, at) => items.find(({ pid }) => pid === pids[at]) ?? []);
  }
  const named = (service: string) => own.find((one) => one.service === service)?.instance ?? '';

  beforeAll(async () => {
    await vi.waitFor(
      async () => {
        own = await instances();
        expect(own.filter(({ status }) => status).map(({ service }) => service)).toEqual(SERVICES);
      },
      { timeout: 60_000, interval: 500 },
    );
  }, 90_000);

  it('show each service with its state', async () => {
    const table = (await millrace(['instances'])).out.trimEnd().split('\n');
    expect(table[0]).toMatch(/^instance +state +ready +partitions +lag +host +pid +started$/);
    for (const { instance, service, pid } of own) {
      const row = table.find((line) => line.startsWith(instance));
      const state = ['api', 'websocket-fanout'].includes(service) ? 'idle' : 'consuming';
      expect(row).toMatch(new RegExp(`^${instance} +${state} +(?:yes|no) .* ${pid} `));
    }
  });

  it.each(['indexer', 'correlation-engine'])(
    'pause and resume one of %s',
    async (service) => {
      const instance = named(service);
      expect(await millrace(['pause', instance])).toMatchObject({
        ...{ status: 0, out: `${instance} is paused\n`, err: '' },
      });
      const paused = (await instances()).filter(({ status }) => status?.state === 'paused');
      expect(paused.map((one) => one.instance)).toEqual([instance]);
      const resumed = await millrace(['resume', instance, '--json']);
      expect(resumed.status).toBe(0);
      expect(JSON.parse(resumed.out)).toMatchObject({
        ...{ results: [{ instance, service, status: { state: 'consuming' } }], unanswered: [] },
      });
    },
    120_000,
  );

  it('say of an instance that reads no records that it refuses, and of an unknown one that there is none', async () => {
    const instance = named('api');
    const refused = await millrace(['pause', instance]);
    expect(refused.status).toBe(1);
    expect(refused.out).toBe(`${instance} refused: it reads no records that could be paused\n`);
    const unknown = await millrace(['pause', 'nobody']);
    expect(unknown).toMatchObject({ status: 3, out: '' });
    expect(unknown.err).toContain('not-found');
  });
});

describe('millrace without a server', () => {
  it('says what it could not reach and how to start it', async () => {
    const refused = await millrace(['search', 'x'], { env: { MILLRACE_API_URL: 'http://127.0.0.1:9' } });
    expect(refused).toMatchObject({ status: 3, out: '' });
    expect(refused.err).toMatch(/reaching api at http:\/\/127\.0\.0\.1:9: .+\n.*npm start/);
  });
});

describe('the README', () => {
  it('shows blocks of commands that work as they stand against a running start', async () => {
    const logFile = join(directory, 'readme.log');
    await writeFile(logFile, '2026-11-20 10:00:00 ERROR disk full\n');
    const blocks = await pageScripts(join(WORKSPACE_ROOT, 'README.md'));
    const running = blocks.filter((block) => block.includes('npx millrace'));
    expect(running).toHaveLength(3);
    for (const block of running) {
      const own = block.replaceAll('./.millrace/', `${started.home}/`).replaceAll('/var/log/*.log', logFile);
      const script = own.replaceAll('errors.ndjson', join(directory, 'errors.ndjson'));
      expect(await started.shell(script)).toMatchObject({ status: 0 });
    }
  }, 60_000);
});

describe('millrace tail', () => {
  /** A tail that is watching already. */
  async function watching(args: readonly string[]) {
    const child = started.spawn(['tail', ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await vi.waitUntil(() => err.includes('Watching') || child.exitCode !== null, { timeout: 30_000 });
    return {
      lines: () => out.split('\n').filter((line) => line !== ''),
      notes: () => err,
      async ended(signal?: NodeJS.Signals) {
        if (signal) child.kill(signal);
        if (child.exitCode === null) await once(child, 'exit');
        return child.exitCode;
      },
    };
  }
  const ship = (text: string) => millrace(['ship', '--service', 'tailed', '-'], { input: text });

  it('shows what arrives from now on that matches, and ends with 130 at Ctrl-C', async () => {
    await ship(`${RUN}t before\n`);
    const tail = await watching([`${RUN}t severity>=17`]);
    expect((await ship(`${RUN}t ERROR one\n${RUN}t INFO two\nERROR three\n`)).status).toBe(0);
    await ship(`2026-11-21T10:00:00Z ERROR ${RUN}t last \u001b[31m\n`);
    await vi.waitUntil(() => tail.lines().some((line) => line.includes('last')), { timeout: 10_000 });
    expect(await tail.ended('SIGINT')).toBe(130);
    expect(tail.lines().filter((line) => line.includes('two') || line.includes('before'))).toEqual([]);
    expect(tail.lines().at(-1)).toMatch(/^2026-11-21T10:00:00\.000Z error tailed .*last \\x1b\[31m$/);
    expect(tail.notes()).toBe('Watching logs from now on; Ctrl-C ends.\n');
  });

  it('ends with 130 at Ctrl-C while nobody reads what it prints', async () => {
    const child = started.spawn(['tail', `${RUN}v`, '--json']);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await vi.waitUntil(() => err.includes('Watching'), { timeout: 30_000 });
    expect((await ship(`${RUN}v ${'x'.repeat(1_000)}\n`.repeat(1_000))).status).toBe(0);
    // Reading begins with the first look, ends at the high-water mark, and leaves the rest to the pipe.
    await vi.waitUntil(() => child.stdout.read(0) === null && child.stdout.readableLength > 60_000, 30_000);
    child.kill('SIGINT');
    const [status] = (await once(child, 'exit')) as [number | null];
    expect(status).toBe(130);
  });

  it('prints documents as they are stored, and ends with 0 after --limit', async () => {
    const tail = await watching([`${RUN}u`, '--json', '--limit', '2']);
    await ship(`${RUN}u one\n${RUN}u two\n${RUN}u three\n`);
    expect(await tail.ended()).toBe(0);
    expect(tail.lines().map((line) => JSON.parse(line))).toMatchObject([
      { 'service.name': 'tailed' },
      { 'service.name': 'tailed' },
    ]);
  });

  it('refuses a query it does not understand with 2, and a key that may not with 3', async () => {
    const bad = await millrace(['tail', 'level:"open']);
    expect(bad).toMatchObject({ status: 2, out: '' });
    expect(bad.err).toMatch(/invalid-filter.*\n {2}level:"open\n {8}\^+ expected /);
    expect(bad.err).not.toMatch(/\n\s+at /);
    const denied = await millrace(['tail'], {
      env: { MILLRACE_API_KEY: `mr_${'a'.repeat(12)}_${'b'.repeat(43)}` },
    });
    expect(denied.status).toBe(3);
    expect(denied.err).not.toMatch(/\n\s+at /);
  });
});
