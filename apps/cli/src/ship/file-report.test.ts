import { describe, expect, it } from 'vitest';
import { createFileTally } from './file-report.js';
import { renderFileReport } from './render-file-report.js';

const plain = (_style: string, text: string): string => text;
const REPLY = { accepted: 1, expired: 0, rejected: 3, undeduplicated: 0 };

it('counts refusals by code with the place of the first, and those that ingest did not spell out', () => {
  const tally = createFileTally({ file: 'a.log', givenService: undefined, fallbackService: 'a' });
  tally.answered(
    {
      ...REPLY,
      errors: [
        { index: 1, code: 'timestamp-out-of-range', reason: 'before 1970' },
        { index: 2, code: 'timestamp-out-of-range', reason: 'before 1970' },
      ],
    },
    [0, 10, 20, 30].map((byteOffset, index) => ({ line: index + 1, byteOffset })),
  );
  const report = tally.report();
  expect(report).toMatchObject({ accepted: 1, rejected: 3 });
  expect(report.refusals).toEqual({
    'timestamp-out-of-range': {
      count: 2,
      reason: 'before 1970',
      sent: true,
      first: { line: 2, byteOffset: 10 },
    },
    unlisted: expect.objectContaining({ count: 1 }),
  });
});

it('names stamps without a year, and what completed them', () => {
  const tally = createFileTally({ file: 'auth.log', givenService: undefined, fallbackService: 'auth' });
  tally.line();
  tally.entry({
    kind: 'entry',
    bytes: Buffer.from('Dec 10 06:55:46 LabSZ sshd[24200]: x'),
    line: 1,
    byteOffset: 0,
    lines: 1,
    firstLine: Buffer.alloc(0),
    log: {
      format: 'syslog-3164',
      message: 'x',
      severity: 0,
      texts: { 'service.name': 'sshd' },
      fields: new Map(),
      stamp: { kind: 'yearless', month: 12, day: 10, msOfDay: 0, nanos: 0 },
    },
  });
  tally.answered({ ...REPLY, rejected: 0, errors: [] }, [{ line: 1, byteOffset: 0 }]);
  const text = renderFileReport(tally.report(), '2026-11-21T12:00:00.000Z', plain).join('\n');
  expect(text).toContain('1 of them without a year (such as "Dec 10 06:55:46")');
  expect(text).toContain('2026-11-21T12:00:00.000Z');
  expect(text).toContain('syslog-3164 1');
  expect(text).toContain('1 name none (never guessed)');
  expect(text).toContain('sshd (from the text)');
});

describe('a refused log', () => {
  const refusing = (code: string, reason: string, sent: boolean): string => {
    const tally = createFileTally({ file: 'a.log', givenService: undefined, fallbackService: 'a' });
    tally.refused(code, { count: 3, reason, sent, first: { line: 2_001, byteOffset: 65_536 } });
    return renderFileReport(tally.report(), '2026-11-21T12:00:00.000Z', plain).join('\n');
  };

  it('is found by its line, and the reader learns what to do about bytes that are not UTF-8', () => {
    const text = refusing('invalid-utf8', 'the bytes are not UTF-8', false);
    expect(text).toContain(
      '3 invalid-utf8: the bytes are not UTF-8 (the first in line 2,001, at byte 65,536)',
    );
    expect(text).toContain("grep -naxv '.*' FILE");
  });

  it('is named as a dead letter only when ingest refused it', () => {
    expect(refusing('invalid-json', 'not JSON', true)).toContain('millrace dead-letters list');
    expect(refusing('record-too-large', 'too long', false)).not.toContain('dead-letters');
  });
});
