import { describe, expect, it } from 'vitest';
import type { CorrelationView } from '../replies/correlation-reply.js';
import { spanText } from './group-facts.js';
import { renderGroup } from './render-group.js';

const plain = (_style: string, text: string): string => text;
const at = (ms: number) => `2026-11-21T12:00:00.${String(ms).padStart(3, '0')}000000Z`;
const log = (service: string, ms: number, severity = 9, message = 'done') => ({
  ...{ '@timestamp': at(ms), 'service.name': service, severity, message },
  'log.level': severity >= 17 ? 'error' : 'info',
});

const view: CorrelationView = {
  group: {
    ...{ id: 'A'.repeat(22), 'correlation.id': 'req-1', rule: 'correlation-id', status: 'timeout' },
    ...{ first: at(0), last: at(900), durationMs: 900, services: ['checkout', 'pay'], precision: 'exact' },
    ...{ logs: 4, errors: 1, levels: { info: 3, error: 1 } },
  },
  logs: [log('checkout', 0), log('pay', 450, 17, 'card \u001b[2J refused'), log('checkout', 900)],
  absent: [{ '@timestamp': at(700), 'service.name': 'pay' }],
  notListed: 0,
};

describe('a group in the terminal', () => {
  it('has its facts, one line of time a service with errors marked, and its logs', () => {
    const lines = renderGroup(view, plain);
    expect(lines[0]).toBe('req-1');
    expect(lines).toContain('logs      4 (3 info, 1 error)');
    expect(lines).toContain('services  checkout → pay');
    const bar = '─'.repeat(38);
    expect(lines).toContain(`checkout  ●${bar}●       +0 ms  2 logs`);
    expect(lines).toContain(`pay       ${'─'.repeat(20)}✖${'─'.repeat(19)}     +450 ms  1 log, 1 error`);
    expect(lines).toContain('2026-11-21T12:00:00.450Z error pay card \\x1b[2J refused');
  });

  it('names what is not found, and how much is not listed', () => {
    const text = renderGroup({ ...view, notListed: 1_200 }, plain).join('\n');
    expect(text).toContain('1 not found, of pay at 2026-11-21T12:00:00.700Z');
    expect(text).toContain('1,200 more belong to it');
  });

  it('lets no control character of id, service, rule or message through', () => {
    const evil = 'x\u001b]0;owned\u0007';
    const group = {
      ...view.group,
      'correlation.id': evil,
      services: [evil],
      rule: evil,
      levels: { [evil]: 1 },
    };
    const lines = renderGroup({ ...view, group, logs: [log(evil, 0, 9, evil)] }, plain);
    for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
  });

  it('puts a group of one instant into one column', () => {
    const group = { ...view.group, durationMs: 0, services: ['checkout'] };
    const lines = renderGroup({ ...view, group, logs: [log('checkout', 0)] }, plain);
    expect(lines).toContain(`checkout  ●${'─'.repeat(39)}       +0 ms  1 log`);
  });

  it.each([
    [0, '0 ms'],
    [12.54, '12.5 ms'],
    [1_234, '1.234 s'],
    [200_000, '3 min 20 s'],
  ])('tells %d ms as %s', (ms, text) => expect(spanText(ms)).toBe(text));
});
