import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LifecycleEvent } from '../lifecycle-event.js';
import { endOrphans, OWNER_VARIABLE, processesMarked, readOwnerMark } from './orphans.js';
import type { ProcessSpec } from './process-spec.js';
import { superviseProcess } from './supervised-process.js';
import { ProcessStartError } from './wait-until-ready.js';

const QUICK = { firstMs: 10, maxMs: 20, maxCrashes: 3, healthyAfterMs: 60_000 };

let directory: string;
let mark: string;
let events: LifecycleEvent[];
const signal = new AbortController().signal;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-process-'));
  mark = await readOwnerMark(directory);
  events = [];
});

afterEach(async () => {
  expect(await processesMarked(mark)).toEqual([]);
  await rm(directory, { recursive: true });
});

/** A shell script that is ready once it has written the file `ready`. */
function script(text: string, overrides: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name: 'thing',
    address: 'nowhere',
    command: '/bin/sh',
    args: ['-c', text],
    cwd: directory,
    env: { PATH: process.env['PATH'], [OWNER_VARIABLE]: mark },
    logFile: join(directory, 'thing.log'),
    probe: () => access(join(directory, 'ready')),
    readyDeadlineMs: 5_000,
    stopDeadlineMs: 2_000,
    ...overrides,
  };
}

function supervise(spec: ProcessSpec) {
  return superviseProcess(spec, { onEvent: (event) => void events.push(event), backoff: QUICK }, signal);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 5_000, interval: 10 });
}

const READY_FOREVER = 'touch ready; while :; do sleep 0.1; done';

describe('superviseProcess', () => {
  it('resolves when the process is ready, and leaves nothing after stop', async () => {
    const running = await supervise(script(READY_FOREVER));
    expect(await processesMarked(mark)).not.toEqual([]);
    await running.stop();
    await running.stop();
    expect(events.map((event) => event.kind)).toEqual(['starting', 'ready', 'stopping', 'stopped']);
  });

  it('reports a process that ends before it is ready, with its status and the tail of its log', async () => {
    const attempt = supervise(script('echo port is taken >&2; exit 7'));
    await expect(attempt).rejects.toThrow(ProcessStartError);
    await expect(attempt).rejects.toThrow(/ended with status 7[^]*port is taken/);
  });

  it('reports a program that cannot be found', async () => {
    await expect(supervise(script('', { command: '/nonexistent/java' }))).rejects.toThrow(/status 127/);
  });

  it('ends a process that stays silent past its deadline', async () => {
    const silent = script('while :; do sleep 0.1; done', { readyDeadlineMs: 200 });
    await expect(supervise(silent)).rejects.toThrow('did not answer within 0.2 s');
  });

  it('ends a process that ignores SIGTERM once its time is up', async () => {
    const running = await supervise(script(`trap '' TERM; ${READY_FOREVER}`, { stopDeadlineMs: 100 }));
    await running.stop();
  });

  it('sweeps grandchildren that their parent has left behind', async () => {
    const running = await supervise(script(`sleep 1000 & ${READY_FOREVER}`));
    await running.stop();
  });

  it('restarts a killed process and says what its log ended with', async () => {
    const running = await supervise(script(`echo $$ > pid; echo hello; ${READY_FOREVER}`));
    process.kill(Number(await readFile(join(directory, 'pid'), 'utf8')), 'SIGKILL');
    await until(() => events.filter((event) => event.kind === 'ready').length === 2);
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'crashed',
        exit: { status: 137 },
        logTail: expect.stringContaining('hello') as string,
        restartInMs: 10,
      }),
    );
    await running.stop();
  });

  it('restarts a process whose guard was killed, without leaving the old one', async () => {
    const running = await supervise(script(READY_FOREVER));
    const guard = running.groupId;
    expect(guard).toBeDefined();
    process.kill(guard ?? 0, 'SIGKILL');
    await until(() => events.filter((event) => event.kind === 'ready').length === 2);
    await running.stop();
  });

  it('gives up on a process that keeps crashing', async () => {
    const running = await supervise(script('touch ready; sleep 0.3'));
    await until(() => events.some((event) => event.kind === 'gave-up'));
    expect(events.filter((event) => event.kind === 'crashed')).toHaveLength(2);
    await running.stop();
  });

  it('stops at once while it waits for a restart', async () => {
    const slow = { ...QUICK, firstMs: 60_000, maxMs: 60_000 };
    const spec = script('touch ready; sleep 0.3');
    const running = await superviseProcess(
      spec,
      { onEvent: (event) => void events.push(event), backoff: slow },
      signal,
    );
    await until(() => events.some((event) => event.kind === 'crashed'));
    await running.stop();
  });

  it('leaves nothing when it is aborted before the process is ready', async () => {
    const aborting = new AbortController();
    const spec = script('while :; do sleep 0.1; done');
    const attempt = superviseProcess(spec, { onEvent: (event) => void events.push(event) }, aborting.signal);
    await until(() => events.some((event) => event.kind === 'starting'));
    aborting.abort(new Error('changed my mind'));
    await expect(attempt).rejects.toThrow('changed my mind');
  });
});

describe('endOrphans', () => {
  it('ends exactly the processes that carry the mark, also those that ignore SIGTERM', async () => {
    const other = await readOwnerMark(join(directory, 'other'));
    const running = await supervise(script(READY_FOREVER));
    const env = { PATH: process.env['PATH'], [OWNER_VARIABLE]: other };
    const args = ['-c', "trap '' TERM; while :; do sleep 0.1; done"];
    const orphan = spawn('/bin/sh', args, { env, stdio: 'ignore' });
    await once(orphan, 'spawn');
    expect(await endOrphans(other, 300)).toContain(orphan.pid);
    expect(await processesMarked(other)).toEqual([]);
    expect(await processesMarked(mark)).not.toEqual([]);
    await running.stop();
  });

  it('finds nothing after an orderly end', async () => {
    expect(await endOrphans(mark)).toEqual([]);
  });
});
