import { describe, expect, it } from 'vitest';
import { describeEvent, seconds } from './describe-event.js';

describe('describeEvent', () => {
  it('shows how far a download is', () => {
    expect(
      describeEvent({
        kind: 'downloading',
        name: 'kafka',
        receivedBytes: 22_000_000,
        totalBytes: 44_000_000,
      }),
    ).toBe('downloading [##########..........] 22 MB of 44 MB');
  });

  it('does not pretend progress before the first byte', () => {
    expect(
      describeEvent({ kind: 'downloading', name: 'kafka', receivedBytes: 0, totalBytes: 44_000_000 }),
    ).toBe('downloading 44 MB: asking the registry');
  });

  it('neutralises control characters in the tail of a crashed process’s log', () => {
    const text = describeEvent({
      kind: 'crashed',
      name: 'api',
      exit: { status: 137 },
      logFile: '/x/api.log',
      logTail: 'fine\n\u001b[2Jgone',
      restartInMs: 500,
    });
    expect(text).toContain('(signal 9); starting it again in 0.5 s');
    expect(text).toContain('      | fine\n      | \\x1b[2Jgone');
  });
});

describe('seconds', () => {
  it('rounds to a tenth', () => {
    expect(seconds(23_449)).toBe('23.4 s');
  });
});
