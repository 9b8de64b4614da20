import { describe, expect, it } from 'vitest';
import { createProgressScreen } from './progress-screen.js';

function output(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, write: (text: string) => void written.push(text), written };
}

const download = (receivedBytes: number) =>
  ({ kind: 'downloading', name: 'kafka', receivedBytes, totalBytes: 100_000_000 }) as const;
const crash = {
  kind: 'crashed',
  name: 'api',
  exit: { status: 1 },
  logFile: 'l',
  logTail: 't',
  restartInMs: 1,
} as const;

describe('on a pipe', () => {
  it('writes a line for each change, downloads now and then, and no escape sequences', () => {
    const out = output(false);
    let now = 0;
    const screen = createProgressScreen(out, () => now);
    screen.show({ kind: 'starting', name: 'kafka' });
    screen.show(download(1_000_000));
    screen.show(download(2_000_000));
    now = 6_000;
    screen.show(download(50_000_000));
    expect(out.written).toHaveLength(3);
    expect(out.written.join('')).not.toContain('\u001b');
  });
});

describe('on a terminal', () => {
  it('rewrites one line for each name', () => {
    const out = output(true);
    const screen = createProgressScreen(out, () => 0);
    screen.show({ kind: 'starting', name: 'kafka' });
    screen.show({ kind: 'starting', name: 'mongodb' });
    screen.show({ kind: 'ready', name: 'kafka', address: 'a', afterMs: 1_000 });
    expect(out.written.at(-1)).toBe(
      '\u001b[2A\u001b[2K  kafka              ready after 1.0 s\n\u001b[2K  mongodb            starting\n',
    );
  });

  it('redraws a download at most ten times a second', () => {
    const out = output(true);
    let now = 1_000;
    const screen = createProgressScreen(out, () => now);
    for (let step = 0; step < 100; step += 1, now += 10) screen.show(download(step));
    expect(out.written).toHaveLength(10);
  });

  it('never wraps a line, which would shift the block', () => {
    const out = output(true);
    createProgressScreen(out, () => 0).show({
      kind: 'ready',
      name: 'x'.repeat(200),
      address: '',
      afterMs: 0,
    });
    expect(out.written.join('').replace('\u001b[2K', '').length).toBe(60);
  });

  it('takes 80 columns for a terminal that does not tell its size', () => {
    const out = { ...output(true), columns: 0 };
    createProgressScreen(out, () => 0).show({
      kind: 'ready',
      name: 'x'.repeat(200),
      address: '',
      afterMs: 0,
    });
    expect(out.written.join('').replace('\u001b[2K', '').length).toBe(80);
  });

  it('leaves a crash standing and goes on below it', () => {
    const out = output(true);
    const screen = createProgressScreen(out, () => 0);
    screen.show({ kind: 'starting', name: 'api' });
    screen.show(crash);
    screen.show({ kind: 'starting', name: 'api' });
    expect(out.written.at(-1)).not.toContain('\u001b[1A');
  });

  it('gives every event a line of its own once everything is ready', () => {
    const out = output(true);
    const screen = createProgressScreen(out, () => 0);
    screen.settle();
    screen.show({ kind: 'stopping', name: 'api' });
    expect(out.written).toEqual(['  api                stopping\n']);
  });
});
