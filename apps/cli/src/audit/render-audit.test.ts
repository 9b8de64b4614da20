import { describe, expect, it } from 'vitest';
import type { PartitionBooks } from '../replies/audit-reply.js';
import { renderAudit } from './render-audit.js';

const plain = (_style: string, text: string): string => text;
const EMPTY: PartitionBooks = {
  partition: 0,
  written: 0,
  committed: null,
  counts: {},
  gaps: {},
  inFlight: 0,
  expiredUnread: 0,
  balanced: true,
};
const book = (...partitions: PartitionBooks[]) => ({
  groupId: 'millrace-indexer',
  topic: 'logs',
  balanced: partitions.every(({ balanced }) => balanced),
  partitions,
});

describe('renderAudit', () => {
  it('shows used partitions with their outcomes and hides empty ones unless asked', () => {
    const used = {
      ...EMPTY,
      partition: 1,
      written: 1_500,
      committed: 1_490,
      counts: { indexed: 1_490 },
      inFlight: 10,
    };
    const audit = { balanced: true, books: [book(EMPTY, used)] };
    const text = renderAudit(audit, { all: false, paint: plain }).join('\n');
    expect(text).toContain('logs/1');
    expect(text).not.toContain('logs/0');
    expect(text).toContain('1,490');
    expect(text).toContain('Never written to: 1 more');
    expect(text).toContain('The books add up.');
    expect(renderAudit(audit, { all: true, paint: plain }).join('\n')).toContain('logs/0');
  });

  it('names gaps, and every partition that is wrong with its reason, made safe to print', () => {
    const wrong = {
      ...EMPTY,
      written: 9,
      committed: 9,
      gaps: { expired: 4 },
      balanced: false,
      reason: 'moved\u001b',
    };
    const text = renderAudit({ balanced: false, books: [book(wrong)] }, { all: false, paint: plain }).join(
      '\n',
    );
    expect(text).toContain('4 expired');
    expect(text).toContain('WRONG');
    expect(text).toContain('logs/0 of millrace-indexer: moved\\x1b');
    expect(text).toContain('The books do not add up.');
  });

  it('names a topic that is missing', () => {
    const gone = { ...book(), balanced: false, reason: 'the topic does not exist' };
    const text = renderAudit({ balanced: false, books: [gone] }, { all: false, paint: plain }).join('\n');
    expect(text).toContain('logs of millrace-indexer: the topic does not exist');
  });
});
