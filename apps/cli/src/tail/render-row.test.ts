import { sampleGroup } from '@millrace/testing';
import { expect, it } from 'vitest';
import { renderRow } from './render-row.js';

const plain = (_style: string, text: string) => text;
const rowOf = (document: object) => ({ partition: 0, offset: 0, document: { ...document } });

it('shows a log as a search does, with control characters as escapes', () => {
  const log = {
    ...{ '@timestamp': '2026-11-21T10:00:00.000000000Z', 'log.level': 'error', severity: 17 },
    ...{ 'service.name': 'shop', message: 'red \u001b[31m' },
  };
  expect(renderRow(rowOf(log), 'logs', plain)).toBe('2026-11-21T10:00:00.000Z error shop red \\x1b[31m');
});

it('shows a group on one line: when, how it ended, what, how long, how much, who', () => {
  const group = {
    ...sampleGroup('shop', 'order-7'),
    services: ['web', 'pay\u0007ments'],
    logs: 3,
    errors: 1,
    durationMs: 8_115,
  };
  expect(renderRow(rowOf(group), 'correlations', plain)).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z timeout order-7 8\.115 s, 3 logs, 1 error web → pay\\x07ments$/,
  );
});

it('shows what it does not know as it came', () => {
  expect(renderRow(rowOf({ later: 1 }), 'correlations', plain)).toBe('{"later":1}');
});
